"""Units by their codes in UN/ECE recommendations 20 and 21."""

from nexus.documents.extraction.values.units import canonical_unit

_CODES = (
    "H87:pcs C62:pcs EA:pcs PCE:pcs NAR:pcs NMB:pcs XPP:pcs PC:pcs E48:pcs ST:sheet BX:box XBX:box CT:box XCT:box "
    "CS:box XCS:box PK:box XPK:box PA:box XPA:box NMP:box MTR:m KMT:km CMT:cm MMT:mm FOT:ft INH:in MTK:m2 MTQ:m3 "
    "KGM:kg GRM:g TNE:t LBR:lb ONZ:oz LTR:l MLT:ml GLL:gal SET:set KT:set PR:pair NPR:pair RO:roll XRO:roll "
    "NRL:roll RL:roll BG:bag XBG:bag BO:bottle XBO:bottle CA:can XCA:can DR:drum XDR:drum PF:pallet XPX:pallet "
    "BE:bundle XBE:bundle DZN:dozen CEN:hundred MIL:thousand HUR:h DAY:day LO:lot LS:lot WEE:week MON:month "
    "ANN:year MIN:min KWH:kWh P1:% TU:tube XTU:tube "
)
_UNITS = {code: unit for code, _, unit in (pair.partition(":") for pair in _CODES.split())}


def unit_of_code(code: str) -> str:
    """Return the canonical unit of a code; a code that has none stays itself."""
    return _UNITS.get(code.upper()) or canonical_unit(code) or code
