"""What buyers print above columns and beside values, in four languages."""

COLUMNS: dict[str, dict[str, list[str]]] = {
    "en": {
        "line": ["#", "No", "Ln", "Pos", "Item no.", "Sr. No.", "S/N", "Row"],
        "part": [
            "Part number",
            "P/N",
            "MPN",
            "Catalogue no.",
            "Mfg part no",
            "Article",
            "Order code",
            "Type",
            "Model",
            "Stock code",
        ],
        "own": ["Our ref", "Our part no.", "Internal code", "Customer item", "Material no."],
        "description": [
            "Description",
            "Goods",
            "Item",
            "Specification",
            "Designation",
            "Product",
            "Particulars",
            "Material text",
            "Scope",
        ],
        "maker": ["Make", "Maker", "Manufacturer", "Brand", "Mfr", "OEM"],
        "quantity": [
            "Qty",
            "Quantity",
            "Required qty",
            "Amount",
            "Volume",
            "Order qty",
            "Demand",
            "Nos. reqd",
            "Pieces",
        ],
        "unit": ["Unit", "U/M", "UoM", "Units", "Each/Pack"],
        "needed": ["Need by", "Required on", "Delivery", "Due", "Wanted date", "ETA requested", "Dock date"],
        "breaks": ["Price breaks", "Also quote", "Volumes", "Tier quantities", "Alternative qtys"],
    },
    "de": {
        "line": ["Pos.", "Nr.", "Lfd. Nr.", "Zeile", "Position"],
        "part": [
            "Artikelnummer",
            "Teilenummer",
            "Herst.-Nr.",
            "Bestellnummer",
            "Typ",
            "Hersteller-Art.-Nr.",
            "Art.-Nr.",
        ],
        "own": ["Unsere Nr.", "Materialnummer", "Ident-Nr.", "Sachnummer", "Kunden-Art.-Nr."],
        "description": [
            "Bezeichnung",
            "Artikel",
            "Beschreibung",
            "Benennung",
            "Text",
            "Leistung",
            "Ware",
            "Materialkurztext",
        ],
        "maker": ["Hersteller", "Fabrikat", "Marke", "Lieferant/Hersteller"],
        "quantity": ["Menge", "Anzahl", "Stückzahl", "Bedarf", "Bestellmenge", "Anfragemenge"],
        "unit": ["Einheit", "ME", "Mengeneinheit", "Einh."],
        "needed": ["Liefertermin", "Termin", "Wunschtermin", "Bedarf am", "Lieferdatum"],
        "breaks": ["Staffel", "Staffelmengen", "Alternativmengen", "auch anbieten"],
    },
    "pt": {
        "line": ["Item", "Nº", "Seq.", "Linha", "Pos"],
        "part": ["Código", "Part number", "Referência", "Cód. fabricante", "Código do produto", "PN"],
        "own": ["Nosso código", "Código interno", "Cód. cliente", "Material"],
        "description": ["Descrição", "Produto", "Especificação", "Mercadoria", "Denominação", "Discriminação"],
        "maker": ["Fabricante", "Marca"],
        "quantity": ["Quantidade", "Qtd", "Qtde.", "Quant.", "Necessidade"],
        "unit": ["Unidade", "Un.", "UM", "Und"],
        "needed": ["Prazo", "Data de entrega", "Entrega", "Necessário em"],
        "breaks": ["Lotes", "Quantidades alternativas", "Faixas", "Cotar também"],
    },
    "fa": {
        "line": ["ردیف", "شماره", "قلم"],
        "part": ["شماره فنی", "کد کالا", "پارت نامبر", "مدل", "کد سازنده"],
        "own": ["کد ما", "کد انبار", "کد داخلی"],
        "description": ["شرح کالا", "شرح", "مشخصات", "نام کالا", "عنوان کالا"],
        "maker": ["سازنده", "برند", "شرکت سازنده"],
        "quantity": ["تعداد", "مقدار", "مقدار درخواستی", "تعداد مورد نیاز"],
        "unit": ["واحد", "واحد شمارش"],
        "needed": ["تاریخ نیاز", "تاریخ تحویل", "مهلت تحویل"],
        "breaks": ["مقادیر جایگزین", "پله‌های قیمت"],
    },
}

LABELS: dict[str, dict[str, list[str]]] = {
    "en": {
        "rfq_number": [
            "RFQ no.",
            "Inquiry no",
            "Enquiry number",
            "Our reference",
            "Request no.",
            "RFQ ref",
            "Tender no.",
            "Ref",
        ],
        "issue_date": ["Date", "Issued", "Dated", "Date of issue"],
        "due_date": [
            "Quote due",
            "Closing date",
            "Reply by",
            "Bids close",
            "Offer required by",
            "Submission deadline",
            "Return by",
        ],
        "project": ["Project", "Job", "Programme"],
        "currency": ["Currency", "Quote in", "Prices in"],
        "contact_name": ["Contact", "Buyer", "Purchaser", "Attn. (buyer)", "Requested by"],
        "contact_email": ["E-mail", "Email", "Mail"],
        "contact_phone": ["Phone", "Tel.", "Telephone"],
        "customer_name": ["Company", "Customer", "Buyer company", "Purchasing company", "From"],
        "delivery_address": ["Ship to", "Deliver to", "Delivery address"],
    },
    "de": {
        "rfq_number": [
            "Anfrage Nr.",
            "Anfragenummer",
            "Unser Zeichen",
            "Vorgangsnummer",
            "Referenz",
            "Ausschreibung Nr.",
        ],
        "issue_date": ["Datum", "Anfragedatum", "Vom", "Ausgestellt am"],
        "due_date": ["Angebot bis", "Angebotsfrist", "Abgabetermin", "Rückmeldung bis", "Einreichung bis", "Frist"],
        "project": ["Projekt", "Vorhaben", "Kommission"],
        "currency": ["Währung", "Angebotswährung", "Preise in"],
        "contact_name": ["Ansprechpartner", "Einkäufer", "Sachbearbeiter", "Bearbeiter", "Ihr Kontakt"],
        "contact_email": ["E-Mail", "Mail"],
        "contact_phone": ["Telefon", "Tel.", "Durchwahl"],
        "customer_name": ["Firma", "Kunde", "Anfragender", "Besteller", "Auftraggeber"],
        "delivery_address": ["Lieferadresse", "Lieferanschrift", "Lieferung an"],
    },
    "pt": {
        "rfq_number": [
            "Cotação nº",
            "Nº da cotação",
            "Solicitação nº",
            "Nossa referência",
            "Pedido de cotação",
            "Ref.",
        ],
        "issue_date": ["Data", "Emissão", "Data de emissão"],
        "due_date": ["Responder até", "Prazo para resposta", "Data limite", "Validade da cotação até", "Propostas até"],
        "project": ["Projeto", "Obra"],
        "currency": ["Moeda", "Cotar em"],
        "contact_name": ["Contato", "Comprador", "Solicitante", "Responsável"],
        "contact_email": ["E-mail"],
        "contact_phone": ["Telefone", "Fone", "Tel."],
        "customer_name": ["Empresa", "Cliente", "Razão social", "Compradora"],
        "delivery_address": ["Local de entrega", "Entregar em", "Endereço de entrega"],
    },
    "fa": {
        "rfq_number": ["شماره استعلام", "شماره درخواست", "شماره نامه", "مرجع"],
        "issue_date": ["تاریخ", "تاریخ صدور"],
        "due_date": ["مهلت ارسال پیشنهاد", "مهلت پاسخ", "آخرین مهلت", "تاریخ پایان استعلام"],
        "project": ["پروژه", "طرح"],
        "currency": ["ارز", "واحد پول"],
        "contact_name": ["کارشناس خرید", "تماس با", "مسئول خرید"],
        "contact_email": ["ایمیل", "پست الکترونیک"],
        "contact_phone": ["تلفن", "شماره تماس"],
        "customer_name": ["شرکت", "خریدار", "نام شرکت"],
        "delivery_address": ["محل تحویل", "آدرس تحویل"],
    },
}

TITLES = {
    "en": ["Request for quotation", "RFQ", "Enquiry", "Price enquiry", "Invitation to quote", "Request for prices"],
    "de": ["Anfrage", "Preisanfrage", "Angebotsanfrage", "Anfrage zur Angebotsabgabe"],
    "pt": ["Pedido de cotação", "Solicitação de orçamento", "Consulta de preços", "Cotação"],
    "fa": ["استعلام بها", "درخواست پیش‌فاکتور", "استعلام قیمت"],
}

GREETINGS = {
    "en": [
        "Please let us have your best prices for the following.",
        "We would like to receive your offer for these goods:",
    ],
    "de": ["Wir bitten um Ihr Angebot über folgende Artikel:", "Bitte bieten Sie uns freibleibend an:"],
    "pt": ["Solicitamos cotação dos itens relacionados:", "Favor enviar orçamento para os itens abaixo."],
    "fa": ["خواهشمند است قیمت اقلام زیر را اعلام فرمایید.", "لطفا پیش‌فاکتور اقلام زیر را ارسال نمایید."],
}

CLOSINGS = {
    "en": [
        "Offers must state delivery time and origin.",
        "Terms: 30 days net. Partial deliveries are possible.",
        "Please quote alternatives separately.",
    ],
    "de": ["Bitte nennen Sie Lieferzeit und Ursprungsland.", "Zahlung: 30 Tage netto. Teillieferungen möglich."],
    "pt": ["Informar prazo de entrega e impostos.", "Pagamento: 28 dias. Frete CIF."],
    "fa": ["لطفا زمان تحویل و اعتبار قیمت را ذکر نمایید.", "پرداخت پس از تحویل انجام می‌شود."],
}

TO = {
    "en": ["To", "Supplier", "Vendor", "Addressed to"],
    "de": ["An", "Lieferant", "Empfänger"],
    "pt": ["Para", "Fornecedor"],
    "fa": ["به", "فروشنده"],
}

REGARDS = {"en": "Kind regards", "de": "Mit freundlichen Grüßen", "pt": "Atenciosamente", "fa": "با احترام"}

UNITS = {
    "en": {"pcs": ["pcs", "ea", "pc", "EA", "nos", "PCE"], "m": ["m", "mtr", "metres"], "box": ["box", "bx", "boxes"]},
    "de": {"pcs": ["Stk", "Stück", "St.", "ST"], "m": ["m", "Meter", "lfm"], "box": ["Karton", "Schachtel", "KT"]},
    "pt": {"pcs": ["un", "pç", "peças", "UN"], "m": ["m", "metros", "MT"], "box": ["cx", "caixa", "CX"]},
    "fa": {"pcs": ["عدد", "دستگاه"], "m": ["متر"], "box": ["جعبه", "کارتن"]},
}

STEMS = {
    "en": [
        "Thornbury",
        "Calder",
        "Westmarch",
        "Penhallow",
        "Aldgate",
        "Redfern",
        "Stonebridge",
        "Harlow",
        "Kestrel",
        "Brackley",
    ],
    "de": ["Winkelried", "Haberland", "Steinacker", "Dornfeld", "Lohbrück", "Kaltenbach", "Eichholz", "Rautenberg"],
    "pt": ["Ipanaí", "Jacarandá", "Serra Azul", "Vale Verde", "Boa Ponte", "Tucumã", "Ribeirão Novo"],
    "fa": ["آذرخش", "البرز", "نیک‌صنعت", "پارسیان", "کیمیا", "سپیدار", "توان‌گستر"],
}

TRADES = {
    "en": [
        ("Controls", "Ltd"),
        ("Aerospace", "Inc."),
        ("Engineering", "LLP"),
        ("Instruments", "LLC"),
        ("Marine Systems", "Pte Ltd"),
        ("Automation", "Corp."),
    ],
    "de": [
        ("Antriebstechnik", "GmbH"),
        ("Apparatebau", "AG"),
        ("Elektronik", "GmbH & Co. KG"),
        ("Anlagenbau", "e.K."),
        ("Messtechnik", "SE"),
    ],
    "pt": [
        ("Automação", "Ltda."),
        ("Indústria Metalúrgica", "S.A."),
        ("Equipamentos", "Ltda"),
        ("Engenharia", "EIRELI"),
    ],
    "fa": [("صنایع", "سهامی خاص"), ("مهندسی", "با مسئولیت محدود"), ("تولیدی", "سهامی عام")],
}

PEOPLE = {
    "en": ["Margaret Oduya", "Tom Whitcombe", "Priya Raman", "Callum Reid", "Grace Tan"],
    "de": ["Heike Brandstätter", "Uwe Kornmann", "Sabine Ölschläger", "Matthias Gruber"],
    "pt": ["Beatriz Fontoura", "João Paiva", "Márcia Teles", "Rui Amaral"],
    "fa": ["مهدی رستمی", "سارا یزدانی", "حسین کریمی", "نرگس فلاح"],
}

STREETS = {
    "en": ["14 Foundry Lane, Sheffield S3 8GT", "Unit 6, Harbour Way, Cork", "2210 Industrial Blvd, Dayton, OH 45402"],
    "de": ["Gewerbering 12, 73033 Göppingen", "Am Hafen 3, 68159 Mannheim", "Industriestr. 44a, 4600 Wels"],
    "pt": ["Rua das Indústrias 410, Joinville - SC, 89219-500", "Av. Central 1200, Contagem - MG"],
    "fa": ["تهران، جاده مخصوص کرج، کیلومتر ۱۲", "اصفهان، شهرک صنعتی جی، خیابان سوم"],
}

SELLER = "Veldane Components GmbH, Am Speicher 14, 28217 Bremen"
