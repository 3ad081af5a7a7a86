"""What the words of a label mean: one word list per notion, in the languages Nexus reads."""

import re
from functools import cache, lru_cache

from rapidfuzz import fuzz, process

from nexus.documents.extraction.values.text import fold

_WORDS = {
    "request": "rfq rfp rfi rdo request requests inquiry inquiries enquiry enquiries requisition solicitation "
    "anfrage preisanfrage angebotsanfrage ausschreibung solicitacao cotacao pedido consulta licitacao "
    "demande consultation solicitud cotizacion peticion licitacion richiesta aanvraag prijsaanvraag "
    "offerteaanvraag استعلام درخواست مناقصه requisicao requerimento angebotsanforderung anforderung "
    "bestellanfrage einholung anfragen rdp requete sourcing pr rq erfq requirement requirements indent "
    "anforderungs bedarfsanforderung banf bedarfsmeldung orcamentacao تقاضا تقاضای نیازمندی rfx itt itq "
    "itb enq vergabe coleta pregao edital concurso mapa sc rc req tomada فراخوان offertanfrage "
    "solicitacoes procedimento massnahme einladung convite",
    "quote": "quote quotes offerta offerte preventivi quotation quotations offer offers bid bids tender tenders "
    "proposal proposals response responses reply replies angebot angebote angebots offerten ruckmeldung "
    "antwort abgabe proposta propostas orcamento resposta respostas offre offres devis reponse reponses "
    "oferta ofertas presupuesto respuesta respuestas preventivo risposta aanbieding پیشنهاد پیشنهادات "
    "پاسخ قیمت submission submissions submit einreichung einsendung retorno remise presentacion "
    "presentazione respond responder rispondere repondre answer presentation angebotsabgabe پیشنهادی "
    "cotar anbieten rsvp تسلیم recebimento eingabe پیشنهادها angebotspreise پاکت پیشفاکتور قیمتها",
    "number": "no nr number num numero nº n° n nummer id ref reference referenz referencia referencias référence "
    "riferimento rif referentie zeichen aktenzeichen kennung # شماره مرجع عطف n.o nos. ns-rif belegnr nr. "
    "identifier ids ش identifiers kennziffer refa ref.a az aktz geschaftszeichen شناسه lpq code cod",
    "date": "date dated dtd datum data fecha تاریخ مورخ zeitpunkt zeit زمان موعد dt",
    "deadline": "due deadline tard later after by until before latest closing close closes cutoff expiry expires "
    "expiration bis frist abgabefrist angebotsfrist abgabetermin einreichungsfrist angebotsabgabe "
    "abgabeschluss spatestens rucksendung ate prazo limite vencimento encerramento avant echeance delai "
    "cloture hasta plazo vence cierre entro scadenza termine tot uiterlijk sluitingsdatum مهلت تا آخرین "
    "سررسید حداکثر angebotsschluss schluss einsendeschluss annahmeschluss stichtag fallig antes "
    "vencimiento limit cut-off expire scade termino close-out einreichfrist fechamento encerra انقضا "
    "انقضای پایان شهر final end ends ende ablauf fim than no-later rsvp schlusstermin letzter خاتمه last "
    "letzte ultima ultimo cut through",
    "deliver": "delivery deliver delivered deliveries ship shipping shipment dispatch arrival lieferung liefertermin "
    "lieferfrist lieferzeit lieferwoche lieferadresse lieferanschrift lieferort warenempfanger "
    "versandanschrift anlieferadresse anlieferung empfangsadresse afleveradres wunschtermin "
    "wunschlieferdatum wunschliefertermin liefer bedarfstermin eintreff entrega entregas fornecimento "
    "remessa livraison expedition livrer entregar suministro consegna spedizione levering leverdatum "
    "levertijd تحویل حمل نیاز lieferzeitpunkt eintreffen anlieferdatum consignee empfangsstelle "
    "abladestelle entladestelle destination destino destinatario freight fracht frete porte unloading "
    "entladeort dispatch-to dock ausfuhrungsfrist ausfuhrung execucao ex-works on-site onsite site-date",
    "want": "required require requested request desired needed need wanted target expected gewunscht gewunschter "
    "benotigt desejada desejado necessaria necessario solicitada pretendida prevista souhaitee souhaite "
    "demandee voulue deseada requerida solicitado richiesta desiderata gewenste gewenst مورد درخواستی "
    "مطلوب necessidade needs bedarf previsao previsto prevision voraussichtlich required-on angefordert "
    "attendue attendu attesa نیازمندی wunsch wunsche eta reqd",
    "issue": "issue issued creation created sent posted ausgestellt ausstellung erstellt belegdatum emissao "
    "emitido envio emission emis emision emitida emissione صدور ارسال raised generated erstell "
    "erstellungs ausstellungs angelegt lancamento criacao criado gerado تنظیم release released "
    "publication published veroffentlichung veroffentlicht start aberta angefragt انتشار",
    "address": "address addresses location place site destination lieferadresse lieferanschrift lieferort "
    "warenempfanger versandanschrift anlieferadresse anlieferung empfangsadresse adresse anschrift ort "
    "endereco local destino lieu lugar direccion domicilio indirizzo luogo destinazione afleveradres "
    "adres محل نشانی ادرس مقصد consignee empfangsstelle abladestelle entladestelle baustelle warehouse "
    "lager unloading entladeort",
    "place_word": "to ship-to an nach para em a at",
    "currency": "currency currencies wahrung waehrung angebotswahrung moeda devise monnaie moneda divisa valuta ارز "
    "پول ارزی پولی ارزهای belegwahrung curr ccy waehr wahr devisen whg wahrungsschlussel",
    "incoterm": "incoterm incoterms lieferbedingung lieferbedingungen lieferkonditionen frete fob-point "
    "leveringsvoorwaarden اینکوترمز frankatur resa franco lieferkondition versandbedingung "
    "versandbedingungen",
    "terms": "terms term conditions condition bedingung bedingungen konditionen condicoes condicao condiciones "
    "condicion condizioni condizione modalidade voorwaarden شرایط نحوه kondition klausel clausula "
    "clause basis",
    "payment": "payment pay zahlung zahlungsbedingung zahlungsbedingungen zahlungsziel zahlungskonditionen "
    "pagamento paiement reglement pago pagamento betaling betalingsvoorwaarden betalingstermijn پرداخت",
    "project": "project projects job bauvorhaben projekt projektname projektbezeichnung kommission objekt bv "
    "projeto obra empreendimento projet chantier affaire proyecto progetto commessa cantiere werk پروژه "
    "طرح auftragsbezug programme program vorhaben kostenstelle custo centro wbs psp plant cost center "
    "centre",
    "subject": "subject betreff assunto objet asunto oggetto onderwerp betr re title titel titulo موضوع عنوان",
    "contact": "contact contacts person kontakt kontaktperson ansprechpartner ansprechpartnerin ansprechperson "
    "kontaktdaten sachbearbeiter sachbearbeiterin bearbeiter bearbeiterin einkaufer einkauferin "
    "einkaufer/in disponent zustandig contato responsavel interlocutor comprador interlocuteur "
    "correspondant acheteur contacto persona responsable contatto referente buyer purchaser requisitioner "
    "requester requestor contactpersoon inkoper تماس کارشناس مسئول مسوول رابط خریدار تماسگیرنده agent "
    "officer purchasing procurement einkauf beschaffung compras achats acquisti inkoop handled zustandige "
    "zustandiger a/c pessoa solicitante requisitante compradora demandeur solicitado requirente gestor "
    "rep representative manager sourcing contatos commercial technical ruckfragen rueckfragen ruckfrage "
    "auskunft resp خانوادگی point-of-contact spoc queries enquiries-to clarifications anforderer "
    "bedarfstrager details trade trading kaufmannischer bearbeiterinnen بازرگانی شخص besteller",
    "reference": "ref reference referenz referencia refa ref.a zeichen referentie riferimento",
    "company": "company firm organisation organization entity enterprise firma unternehmen gesellschaft empresa "
    "societe entreprise azienda bedrijf entidade orgao شرکت سازمان موسسه دستگاه",
    "buyer": "customer customers client buyer purchaser company firm organisation organization entity account "
    "enterprise issuer sender requester requestor kunde kunden kundenname auftraggeber besteller kaufer "
    "firma unternehmen absender anfragender anfragesteller gesellschaft cliente empresa comprador "
    "compradora solicitante contratante requisitante remetente razao societe acheteur entreprise donneur "
    "emetteur raison demandeur compania azienda societa committente ragione mittente klant bedrijf "
    "opdrachtgever bedrijfsnaam aanvrager مشتری شرکت خریدار کارفرما متقاضی سازمان موسسه کننده requesting "
    "buying razon requirente bill billing sold firmen anforderer ordering party orderer bestellende "
    "anfragende entidade orgao vergabestelle adjudicante دستگاه گزار",
    "seller": "vendor vendors supplier suppliers seller bidder contractor manufacturer attention lieferant "
    "lieferanten verkaufer bieter anbieter auftragnehmer empfanger fornecedor fornecedores proponente "
    "vendedor fournisseur fournisseurs vendeur proveedor proveedores oferente fornitore fornitori "
    "offerente leverancier فروشنده تامین تامینکننده گیرنده attn spett spettle lieferantin messrs m/s "
    "محترم kreditor kreditoren",
    "email": "email e-mail mail emails mailadresse eletronico courriel correo electronico posta ایمیل پست "
    "الکترونیک الکترونیکی رایانامه correio",
    "phone": "phone telephone tel mobile cell telefon telefonnummer durchwahl rufnummer mobil handy fone "
    "telefone celular tel. portable telefono movil cellulare telefoon mobiel تلفن موبایل همراه fon "
    "whatsapp line handynummer ruf telefonnr telefonico telefonisch telefonnummern celular/whatsapp "
    "direkt ddi",
    "fax": "fax telefax fac-simile نمابر فکس دورنگار",
    "notes": "remark remarks note notes comment comments instruction instructions information bemerkung "
    "bemerkungen hinweis hinweise anmerkung anmerkungen notiz observacao observacoes obs nota notas "
    "comentarios remarque remarques observations observaciones commentaires annotazioni osservazioni "
    "opmerking opmerkingen توضیحات ملاحظات یادداشت نکته additional adicionais adicional zusatz "
    "zusatzinformation zusatzinformationen informacoes informacion complementares complementaires "
    "special",
    "order": "order po bestellung bestellnummer auftrag auftragsnummer bestell-nr ordem encomenda oc commande "
    "pedido orden ordine bestelling سفارش bestell",
    "invoice": "invoice invoices rechnung rechnungsnummer rechnungsdatum rechnungs-nr fatura nf facture factura "
    "fattura factuur فاکتور صورتحساب",
    "validity": "validity valid bindefrist gultigkeit bindung gultig validade validite validez validita geldigheid "
    "اعتبار valido valida validos gueltig معتبر bindefristen zuschlagsfrist angebotsbindefrist",
    "tax": "vat tax ust ustid ust-id mwst steuernummer steuer gst gstin trn abn ein cnpj cpf ie inscricao "
    "siret siren tva nif cif rfc piva iva btw kvk hrb handelsregister registration اقتصادی ملی ثبت reg",
    "website": "website web www url internet homepage site-web وبسایت سایت",
    "department": "department dept abteilung division departamento setor departement service دفتر بخش ufficio buro "
    "abt department dept abteilung division departamento setor departement service دفتر بخش ufficio "
    "buro abt",
    "bank": "bank iban bic swift konto kontonummer banco conta banque بانک حساب شبا",
    "page": "page seite pagina pag sheet blatt صفحه",
    "warranty": "warranty guarantee gewahrleistung garantie garantia garanzia گارانتی ضمانت",
    "price": "price prices pricing priced preis preise preisen preco precos prix precio precios prezzo prezzi "
    "prijs prijzen قیمت بها نرخ valores preisangaben قیمتها",
    "revision": "revision rev version index ausgabe revisao revision بازنگری",
    "net": "subtotal net netto zwischensumme nettobetrag nettosumme liquido",
    "total": "total subtotal gross sum summe gesamt brutto zwischensumme gesamtbetrag gesamtsumme endbetrag "
    "nettobetrag nettosumme soma bruto somme montant importe totale جمع مبلغ کل",
    "yours": "your ihr ihre ihres votre seu sua su vostro vostra uw شما",
    "answer": "response responses reply replies respond answer answers ruckmeldung ruckantwort antwort resposta "
    "respostas responder retorno reponse reponses repondre respuesta respuestas risposta rispondere "
    "antwoord پاسخ return rucksendung ruckgabe devolucao devolver responder-ate",
    "paper": "document doc dokument documento beleg vorgang file dossier expediente processo process proceso "
    "pratica prozess نامه سند event case ticket entry eintrag registro dok پرونده proc akte",
    "appointment": "termin termine terminierung appointment",
    "print": "print printed druck druckdatum gedruckt impressao impresso چاپ",
}
_FILLER_WORDS = (
    "the of for your our please kindly and or in on a an is be this that with from send submit submitted "
    "return returned receive received receipt required to at name names full company's der die das des dem den "
    "für fur ihr ihre ihres unser unsere unseres bitte und zu zur zum vom von mit am im erbitten erwarten "
    "senden de da do dos e o para por favor nosso nossa sua seu com em no na nome enviar social le la les du "
    "et notre votre nom el los las del y su nuestro nombre il lo della di per nostro vostro voor van het uw "
    "onze naam را به از و در با نام ما شما خود لطفا ارسال کالا این های ی واحد پیش خرید نیاز طرف جهت ارائه یا "
    "اعلام time hour last final first main contact/ general internal external new letzter letzte spatester "
    "bestellwesen ultimo ultima data derniere ultimate quotation's s sociale ns n.s. vs 2000 2010 2020 2025 "
    "نوع erbeten eingehen eingang erhalten einzureichen gewunschte allgemein as soon on-line presentar "
    "presentada recibir ser deve devem recevoir remettre rendre parvenir inviare ricevere s.v.p. our/ pl. d l "
    "c j n qu sous direct recu attendre ordre mesures pour invitation invite carta convite dal dalla nella "
    "code codigo کد side total-x point up open form formular formulario فرم sent preferred goods details aos "
    "cuidados pela pelo enviada enviado ao aplicacao basis-x material parts items positionen کالای محترم شخص "
    "ثبت پیگیری purchase legal collective event mr not later reach us we wir apresentacao tag submission-date "
    "off vorliegen mussen return-of aceita propor used kod entregues queiram data-de all ها هایی expressos "
    "expressas expressed ausgedruckt accepted دریافت قبول "
)
_FILLER = frozenset(fold(_FILLER_WORDS).split())
_ENDINGS = ("s", "ing", "ed", "er", "es", "en", "em", "e", "ar", "er", "ir", "ado", "ada", "os", "as", "o", "a", "t")
_PROFORMA = re.compile("پیش ?فاکتور")
"""What Persian buyers call a quotation, though its second word alone is an invoice."""
_SPLIT = re.compile(r"[^\w#°º&/.-]+|(?<=\w)[./](?=\w{2})|-(?=\w{2})|[.](?=\s|$|/)|(?=#)|(?<=#)|(?<=\s)/|/(?=\w{3})")


_TELLING_TAILS = {"currency", "deadline", "appointment", "date"}


@lru_cache(maxsize=20_000)
def notions(word: str) -> frozenset[str]:
    """Return what one folded word may mean, a compound (`Angebotsfrist`) by its halves."""
    word = word.strip(".:'-/")
    direct = _table().get(word)
    if direct:
        return direct
    for cut in range(4, len(word) - 1):
        front, back = word[:cut], _table().get(word[cut:])
        first = _table().get(front) or _table().get(front.rstrip("s")) or _table().get(f"{front}e")
        if first and (back or word[cut:] in _FILLER):
            return first | (back or frozenset())
    stemmed = _stems().get(_stem(word), frozenset()) if len(word) > 4 else frozenset[str]()
    return stemmed or _tail(word)


def _tail(word: str) -> frozenset[str]:
    """Return what the end of a compound says when its beginning is unknown: `Abrechnungswährung`."""
    tails = (_table().get(word[cut:], frozenset[str]()) for cut in range(4, len(word) - 4))
    return next((meaning for meaning in tails if meaning & _TELLING_TAILS), frozenset())


@lru_cache(maxsize=20_000)
def near_notions(word: str) -> frozenset[str]:
    """Return what a word may mean in which a letter or two is misread, or the space before the next word is lost."""
    exact = notions(word)
    if exact or len(word) < 5:
        return exact
    for cut in range(2, len(word) - 1):
        halves = word[:cut], word[cut:]
        if all(notions(half) or is_filler(half) for half in halves) and any(map(notions, halves)):
            return notions(halves[0]) | notions(halves[1])
    close = process.extractOne(word, _table().keys(), scorer=fuzz.ratio, score_cutoff=82)
    return _table()[close[0]] if close and abs(len(close[0]) - len(word)) <= 2 else frozenset()


def is_filler(word: str) -> bool:
    """Tell whether a folded word may stand in any label without changing what it names."""
    return word.strip(".:'-/") in _FILLER


@lru_cache(maxsize=20_000)
def label_words(text: str) -> tuple[str, ...]:
    """Cut a label into folded words."""
    return tuple(
        word for word in _SPLIT.split(_PROFORMA.sub("پیشنهاد", fold(text).replace("_", " "))) if word.strip(".:'-/")
    )


def _stem(word: str) -> str:
    """Return a word without its endings: `gewunschtes` and `gewunschter` are one, as are `quoted` and `quoting`."""
    stem = word
    for ending in _ENDINGS:
        if stem.endswith(ending) and len(stem) - len(ending) >= 4:
            stem = stem.removesuffix(ending)
    return stem


@cache
def _stems() -> dict[str, frozenset[str]]:
    """Map stems to notions, where all words of one stem agree."""
    found: dict[str, frozenset[str]] = {}
    doubtful: set[str] = set()
    for word, meaning in _table().items():
        stem = _stem(word)
        if len(word) > 4 and found.setdefault(stem, meaning) != meaning:
            doubtful.add(stem)
    return {stem: meaning for stem, meaning in found.items() if stem not in doubtful}


@cache
def _table() -> dict[str, frozenset[str]]:
    table: dict[str, set[str]] = {}
    for notion, words in _WORDS.items():
        for word in fold(words).split():
            table.setdefault(word.strip("."), set()).add(notion)
    return {word: frozenset(found) for word, found in table.items()}
