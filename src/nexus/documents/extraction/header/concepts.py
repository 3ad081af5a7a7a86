"""What the words of a label mean: one word list per notion, in the languages Nexus reads."""

import re
from functools import cache, lru_cache

from rapidfuzz import fuzz, process

from nexus.documents.extraction.values.text import fold

_WORDS = {
    "request": "rfq rfp rfi rdo request requests inquiry inquiries enquiry enquiries requisition solicitation anfrage "
    "preisanfrage angebotsanfrage ausschreibung solicitacao cotacao pedido consulta licitacao demande "
    "consultation solicitud cotizacion peticion licitacion richiesta aanvraag prijsaanvraag offerteaanvraag "
    "استعلام درخواست مناقصه",
    "quote": "quote quotes quotation quotations offer offers bid bids tender tenders proposal proposals response "
    "responses reply replies angebot angebote angebots offerte offerten ruckmeldung antwort abgabe proposta "
    "propostas orcamento resposta respostas offre offres devis reponse reponses oferta ofertas presupuesto "
    "respuesta respuestas preventivo risposta aanbieding پیشنهاد پیشنهادات پاسخ قیمت",
    "number": "no nr number num numero nº n° n nummer id ref reference referenz referencia referencias référence "
    "riferimento rif referentie zeichen aktenzeichen kennung vorgang belegnr code codigo document doc file # "
    "شماره کد مرجع عطف",
    "date": "date dated dtd datum data fecha تاریخ مورخ",
    "deadline": "due deadline by until before latest closing close closes cutoff expiry expires expiration bis frist "
    "abgabefrist angebotsfrist abgabetermin einreichungsfrist angebotsabgabe abgabeschluss spatestens "
    "rucksendung ate prazo limite vencimento encerramento avant limite echeance delai cloture hasta plazo "
    "vence cierre entro scadenza termine tot uiterlijk sluitingsdatum مهلت تا آخرین سررسید حداکثر",
    "deliver": "delivery deliver delivered deliveries ship shipping shipment dispatch arrival lieferung liefertermin "
    "lieferfrist lieferzeit lieferwoche lieferadresse lieferanschrift lieferort warenempfanger "
    "versandanschrift anlieferadresse anlieferung empfangsadresse afleveradres wunschtermin wunschlieferdatum "
    "wunschliefertermin liefer bedarfstermin eintreff entrega entregas fornecimento remessa livraison "
    "expedition livrer entregar suministro consegna spedizione levering leverdatum levertijd تحویل حمل نیاز",
    "want": "required require requested request desired needed need wanted target expected gewunscht gewunschter "
    "benotigt desejada desejado necessaria necessario solicitada pretendida prevista souhaitee souhaite "
    "demandee voulue deseada requerida solicitado richiesta prevista desiderata gewenste gewenst مورد "
    "درخواستی مطلوب",
    "issue": "issue issued creation created sent posted ausgestellt ausstellung erstellt belegdatum emissao emitido "
    "envio emission emis emision emitida emissione صدور ارسال",
    "address": "address addresses location place site destination point lieferadresse lieferanschrift lieferort "
    "warenempfanger versandanschrift anlieferadresse anlieferung empfangsadresse adresse anschrift ort "
    "endereco local destino lieu adresse lugar direccion domicilio indirizzo luogo destinazione afleveradres "
    "adres محل نشانی ادرس مقصد",
    "place_word": "to ship-to an nach para em a at",
    "currency": "currency currencies wahrung waehrung angebotswahrung moeda "
    "devise monnaie moneda divisa valuta ارز پول "
    "ارزی",
    "incoterm": "incoterm incoterms lieferbedingung lieferbedingungen lieferkonditionen frete fob-point "
    "leveringsvoorwaarden اینکوترمز",
    "terms": "terms term conditions condition bedingung bedingungen konditionen condicoes condicao condiciones "
    "condicion condizioni condizione modalidade voorwaarden شرایط نحوه",
    "payment": "payment pay zahlung zahlungsbedingung zahlungsbedingungen zahlungsziel zahlungskonditionen pagamento "
    "paiement reglement pago pagamento betaling betalingsvoorwaarden betalingstermijn پرداخت",
    "project": "project projects job bauvorhaben projekt projektname projektbezeichnung kommission objekt bv projeto "
    "obra empreendimento projet chantier affaire proyecto progetto commessa cantiere werk پروژه طرح",
    "subject": "subject betreff assunto objet asunto oggetto onderwerp betr re title titel titulo موضوع عنوان",
    "contact": "contact contacts person kontakt kontaktperson ansprechpartner ansprechpartnerin ansprechperson "
    "kontaktdaten sachbearbeiter sachbearbeiterin bearbeiter bearbeiterin einkaufer einkauferin einkaufer/in "
    "disponent zustandig contato responsavel interlocutor comprador interlocuteur correspondant acheteur "
    "contacto persona responsable contatto referente buyer purchaser requisitioner requester requestor "
    "prepared issued attn contactpersoon inkoper attention تماس کارشناس مسئول مسوول رابط خریدار تماسگیرنده",
    "buyer": "customer customers client buyer purchaser purchasing bidder-to company firm organisation organization "
    "entity account enterprise issuer sender requester requestor kunde kunden kundenname auftraggeber "
    "besteller kaufer firma unternehmen absender anfragender anfragesteller gesellschaft cliente empresa "
    "comprador compradora solicitante contratante requisitante remetente razao firma client societe acheteur "
    "entreprise donneur emetteur raison demandeur empresa compania solicitante azienda societa committente "
    "ragione mittente klant bedrijf opdrachtgever bedrijfsnaam aanvrager مشتری شرکت خریدار کارفرما متقاضی "
    "سازمان موسسه کننده",
    "seller": "vendor vendors supplier suppliers seller bidder contractor manufacturer attention lieferant lieferanten "
    "verkaufer bieter anbieter auftragnehmer empfanger fornecedor fornecedores proponente vendedor "
    "fournisseur fournisseurs vendeur proveedor proveedores oferente fornitore fornitori offerente "
    "leverancier فروشنده تامین تامینکننده گیرنده",
    "email": "email e-mail mail emails mailadresse eletronico courriel correo electronico posta elettronica ایمیل پست "
    "الکترونیک الکترونیکی رایانامه",
    "phone": "phone telephone tel mobile cell telefon telefonnummer durchwahl rufnummer mobil handy fone telefone "
    "celular tel. telephone portable telefono movil cellulare telefoon mobiel تلفن موبایل همراه",
    "fax": "fax telefax fac-simile نمابر فکس دورنگار",
    "notes": "remark remarks note notes comment comments instruction instructions information bemerkung bemerkungen "
    "hinweis hinweise anmerkung anmerkungen notiz observacao observacoes obs nota notas comentarios remarque "
    "remarques observations observaciones commentaires annotazioni osservazioni opmerking opmerkingen توضیحات "
    "ملاحظات یادداشت نکته",
    "order": "order po bestellung bestellnummer auftrag auftragsnummer bestell-nr ordem encomenda oc commande pedido "
    "orden ordine bestelling سفارش",
    "invoice": "invoice invoices rechnung rechnungsnummer rechnungsdatum "
    "rechnungs-nr fatura nf facture factura fattura "
    "factuur فاکتور صورتحساب",
    "validity": "validity valid bindefrist gultigkeit bindung gultig "
    "validade validite validez validita geldigheid اعتبار "
    "validity valid bindefrist gultigkeit bindung gultig validade validite validez validita geldigheid اعتبار",
    "tax": "vat tax ust ustid ust-id mwst steuernummer steuer gst gstin trn abn ein cnpj cpf ie inscricao siret "
    "siren tva nif cif rfc piva iva btw kvk hrb handelsregister registration اقتصادی ملی ثبت",
    "website": "website web www url internet homepage site-web وبسایت سایت",
    "department": "department dept abteilung division departamento setor departement service دفتر بخش",
    "bank": "bank iban bic swift konto kontonummer banco conta banque بانک حساب شبا",
    "page": "page seite pagina pag sheet blatt صفحه",
    "warranty": "warranty guarantee gewahrleistung garantie garantia garanzia گارانتی ضمانت",
    "price": "price prices pricing priced preis preise preisen preco precos prix precio precios prezzo prezzi prijs "
    "prijzen قیمت بها نرخ",
    "revision": "revision rev version index ausgabe revisao revision بازنگری",
    "net": "subtotal net netto zwischensumme nettobetrag nettosumme liquido",
    "total": "total subtotal gross sum summe gesamt brutto zwischensumme gesamtbetrag gesamtsumme endbetrag "
    "nettobetrag nettosumme soma bruto somme montant importe totale جمع مبلغ کل",
    "yours": "your ihr ihre ihres votre seu sua su vostro vostra uw شما",
}
_FILLER_WORDS = (
    "the of for your our please kindly and or in on a an is be this that with from send submit submitted "
    "return returned receive received receipt required to at name names full company's der die das des "
    "dem den für fur ihr ihre ihres unser unsere unseres bitte und zu zur zum vom von mit am im erbitten "
    "erwarten senden de da do dos e o para por favor nosso nossa sua seu com em no na nome enviar social "
    "le la les du et notre votre nom el los las del y su nuestro nombre il lo della di per nostro vostro "
    "voor van het uw onze naam را به از و در با نام ما شما خود لطفا ارسال کالا این های ی واحد پیش خرید "
    "نیاز طرف جهت ارائه یا اعلام time hour last final first main contact/ general internal external new "
    "letzter letzte spatester bestellwesen ultimo ultima data derniere ultimate quotation's s "
)
_FILLER = frozenset(fold(_FILLER_WORDS).split())
_SPLIT = re.compile(r"[^\w#°º&'/.-]+|(?<=\w)[./](?=\w{2})|-(?=\w{3})|[.](?=\s|$)")
_TRAILING = "nummer", "number", "datum", "name", "adresse", "anschrift", "nr", "frist", "termin", "person", "wahrung"


@lru_cache(maxsize=20_000)
def notions(word: str) -> frozenset[str]:
    """Return what one folded word may mean; empty when it is no word of a label."""
    word = word.strip(".:'-/")
    direct = _table().get(word)
    if direct:
        return direct
    for ending in _TRAILING:
        stem = word.removesuffix(ending).rstrip("s-")
        if stem != word and len(stem) >= 3 and (found := _table().get(stem) or _table().get(f"{stem}e")):
            return found | _table().get(ending, frozenset())
    return frozenset()


@lru_cache(maxsize=20_000)
def near_notions(word: str) -> frozenset[str]:
    """Return what a word with a letter or two misread may mean."""
    exact = notions(word)
    if exact or len(word) < 5:
        return exact
    close = process.extractOne(word, _table().keys(), scorer=fuzz.ratio, score_cutoff=82)
    return _table()[close[0]] if close and abs(len(close[0]) - len(word)) <= 2 else frozenset()


def is_filler(word: str) -> bool:
    """Tell whether a folded word may stand in any label without changing what it names."""
    return word.strip(".:'-/") in _FILLER


@lru_cache(maxsize=20_000)
def label_words(text: str) -> tuple[str, ...]:
    """Cut a label into folded words."""
    return tuple(word for word in _SPLIT.split(fold(text)) if word.strip(".:'-/"))


@cache
def _table() -> dict[str, frozenset[str]]:
    table: dict[str, set[str]] = {}
    for notion, words in _WORDS.items():
        for word in fold(words).split():
            table.setdefault(word.strip("."), set()).add(notion)
    return {word: frozenset(found) for word, found in table.items()}
