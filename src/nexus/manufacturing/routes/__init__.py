"""The shop floor over HTTP."""

from nexus.manufacturing.routes import board, bom, coating, floor, orders, paper, quality, travelers

routers = (
    orders.router,
    bom.router,
    board.router,
    travelers.router,
    paper.router,
    floor.router,
    quality.router,
    coating.router,
)
