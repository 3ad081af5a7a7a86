"""The units in which things are ordered, told from the words and codes that several languages and UN/ECE print."""

import re
from functools import cache

from nexus.documents.extraction.values.text import fold

_WORDS: dict[str, str] = {
    "pcs": "no nr pc pcs pce pces piece pieces pcs/ea ea each eaches nos no's nmb qty unit units unt unts u uni item "
    "items off st stk stck stueck stuecke stück stücke einheit einheiten me pz pza pzas pzs pezzo pezzi pieza "
    "piezas un und unid unids unidad unidade unidades uds ud unité unités unite pièce pièces pç pçs pça pças "
    "peça peças stuks stuk szt sztuk sztuka ks kus kusy styck adet ad عدد عددی دانه قطعه دستگاه حبه وحدة قطع "
    "шт h87 c62 ep xpp nar "
    # what scans make of pcs, pç and peças
    "pg pgs pes pegas peqas",
    "box": "box boxes bx bxs bxes carton cartons ct ctn ctns case cases cs karton kartons kart kar krt schachtel "
    "schachteln sch pack packs package packages packet packets pk pkt pkts pkg pkgs pck pkd packung packungen "
    "paket pakete pak pac pa ve vpe vpck verpackungseinheit verpackungseinheiten gebinde caixa caixas cx cxs "
    "pacote pacotes pct pcts pcte embalagem emb boîte boîtes bte btes paquet paquets caja cajas cj paquete "
    "paquetes paq scatola scatole scat confezione confezioni conf cf doos pakket krabice kutu opak xbx xct "
    "xpk xpa xcs جعبه کارتن کارتون بسته پاکت بسته_بندی علبة",
    "m": "m mtr mtrs mt mts meter meters metre metres metro metros metri mètre mètres lfm lfdm lfdmtr laufmeter "
    "laufende_meter lm rm linm running_meter running_metre running_meters linear_meter metro_linear "
    "mètre_linéaire metr metrů متر متری",
    "km": "km kmt kilometer kilometers kilometre kilometres kilómetro quilômetro quilómetro kilomètre کیلومتر",
    "cm": "cm cmt centimeter centimetre zentimeter centímetro centimètre سانتیمتر سانتی_متر",
    "ft": "ft feet foot fot lf piede pied pé pie",
    "in": "inh inch inches zoll polegada pulgada pouce pollice اینچ",
    "m2": "m2 m² qm sqm mtk sq_m square_meter square_metre quadratmeter metro_quadrado مترمربع متر_مربع",
    "m3": "m3 m³ cbm mtq kubikmeter cubic_metre cubic_meter متر_مکعب مترمکعب",
    "kg": "kg kgs kgm kilo kilos kilogram kilograms kilogramm kilogramme kilogrammes kilogrammo quilo quilos "
    "quilograma quilogramas kilogramo chilogrammo کیلوگرم کیلو کیلو_گرم",
    "g": "g gr grm gram grams gramm gramme grammes grama gramas gramo grammo گرم",
    "t": "t to tne tonne tonnes tonnen ton tons metric_ton tonelada toneladas tonnellata تن",
    "lb": "lb lbs lbr pound pounds",
    "oz": "oz onz ounce ounces",
    "l": "l lt ltr ltrs liter liters litre litres litro litros litri لیتر",
    "ml": "ml mlt milliliter millilitre mililitro میلیلیتر میلی_لیتر",
    "gal": "gal gll gallon gallons galão گالن",
    "set": "set sets satz sätze saetze sät sz kit kits kt conjunto conjuntos conj cjt cjto jogo jogos jg jeu jeux "
    "juego juegos insieme garnitur garnituren sada takım ست سری مجموعه",
    "pair": "pair pairs pr prs npr paar paare par pares paire paires paio paia pár جفت زوج",
    "roll": "roll rolls rl rls ro rol rolle rollen rolo rolos rouleau rouleaux rollo rollos rotolo rotoli reel reels "
    "rulle xro xrl bobina bobinas bob bobine trommel trommeln spule spulen spool spools coil coils ring ringe "
    "رول حلقه قرقره کلاف",
    "sheet": "sheet sheets sht bogen blatt tafel tafeln folha folhas feuille feuilles hoja hojas foglio fogli chapa "
    "chapas برگ ورق",
    "bar": "bar bars rod rods stange stangen barra barras vara varas barre barres شاخه",
    "bag": "bag bags bg beutel sack säcke saco sacos sac sacs bolsa bolsas sacchetto xbg کیسه گونی",
    "bottle": "bottle bottles btl bo flasche flaschen garrafa garrafas frasco frascos bouteille botella bottiglia xbo "
    "بطری شیشه",
    "can": "can cans dose dosen lata latas قوطی",
    "tube": "tube tubes tubo tubos tb",
    "drum": "drum drums fass fässer tambor tambores fût سطل بشکه",
    "pallet": "pallet pallets plt palette paletten palete paletes palet xpx پالت",
    "bundle": "bundle bundles bdl bund bündel feixe fascio xbe دسته",
    "dozen": "dozen dozens dz dzn dzd dutzend dúzia dúzias douzaine docena dozzina دوجین",
    "hundred": "hundred cen hundert cento cem cien cent صد_عدد",
    "thousand": "thousand mil mille milheiro mlh tausend tsd millar هزار_عدد",
    "h": "h hr hrs hur hour hours std stunde stunden hora horas heure heures ora ore uur ساعت نفر_ساعت نفرساعت",
    "day": "day days tag tage dia dias jour jours giorno روز",
    "lot": "lot lots ls lump_sum pauschal psch pauschale lote lotes vb global forfait lotto لات",
}
_NOISE = re.compile(r"\((?:s|e|en|n|es|i)\)|[()\[\].:;,*]|/(?:s|e|en)\b")


def canonical_unit(text: str) -> str | None:
    """Return the canonical code (pcs, box, m, kg, set, pair, roll, l, ...) of a printed unit, or None.

    Packs and packing units count as `box`, reels and coils as `roll`.
    """
    key = _key(text)
    found = _table().get(key) or _table().get(key.replace(" ", ""))
    if found is None and "/" in key:
        found = next((unit for part in key.split("/") if (unit := _table().get(part.strip()))), None)
    return found


@cache
def _table() -> dict[str, str]:
    """Folded word to canonical unit; the first unit to claim a word keeps it."""
    table: dict[str, str] = {}
    for unit, words in _WORDS.items():
        for word in words.split():
            table.setdefault(_key(word.replace("_", " ")), unit)
    return table


def _key(text: str) -> str:
    return _NOISE.sub("", fold(text)).strip()
