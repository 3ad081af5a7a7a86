"""The words that buyers print over the columns of a table and before values: which of them names what."""

from typing import Literal

Role = Literal[
    "line", "part", "customer_part", "manufacturer", "description", "quantity", "unit", "breaks", "needed_by",
    "unit_price", "total", "other",
]  # fmt: skip
"""What a column or a labelled value holds; `other` is known and of no use to a line (remarks, weight, tax, stock)."""

PHRASES: dict[Role, str] = {
    "line": "#; no; nr; n; s/n; sl no; sl; sr no; sr; s no; sno; ser; ser no; serial; line; line no; line number; line item; line item no; "
    "ln; row; row no; seq; sequence; item no; item number; item nr; item #; pos no; pos nr; position no; index; idx; "
    "lfd nr; lfdnr; lfd; laufende nr; nummer; pos; position; posnr; positionsnummer; zeile; zeilennr; ord; "
    "no item; num; numero; n item; item n; seq item; linha; ordem; posicao; nro; "
    "ligne; no ligne; poste; repere; rang; linea; renglon; partida; posicion; item num; riga; pos n; regel; regelnr; volgnr; "
    "ردیف; شماره ردیف; سطر; شماره سطر; قلم; شماره قلم; رديف; ش; شماره; رقم; الرقم; م; lp; poz; radnr; rad",
    "part": "part no; part number; part nr; part num; partno; part #; p/n; pn; part; part code; part id; mpn; mfr p/n; mfr pn; mfg p/n; mfg pn; "
    "mfr part no; mfr part number; mfg part no; mfg part number; manufacturer part no; manufacturer part number; manufacturer p/n; "
    "manufacturer pn; manufacturers part number; manufacturer no; manuf part no; maker part no; oem part no; oem no; oem number; oem p/n; "
    "vendor part no; vendor part number; vendor p/n; supplier part no; supplier part number; supplier p/n; supplier code; your part no; "
    "your part number; your p/n; your ref; your item no; your code; seller part no; seller sku; sku; stock code; stock no; stock number; "
    "item code; item ref; article; article no; article number; article code; art no; art; product code; product no; product number; "
    "product id; prod code; model; model no; model number; type no; type code; order code; order no; ordering code; order number; "
    "catalogue no; catalog no; catalog number; catalogue number; cat no; cat #; reference; ref; ref no; reference no; reference number; "
    "code; drawing no; drawing number; dwg no; nsn; requested part; requested p/n; material code; ean; gtin; upc; "
    "teilenummer; teilenr; teile nr; teile nummer; teil nr; artikelnummer; artikelnr; artikel nr; artikel nummer; art nr; artnr; hersteller nr; "
    "herstellernummer; herstellernr; hersteller teilenummer; hersteller artikelnummer; hersteller artikelnr; hersteller art nr; "
    "herst nr; herst teilenr; hersteller typ; hersteller bestellnummer; bestellnummer; bestell nr; bestellnr; best nr; typ; type; typnummer; "
    "typenbezeichnung; typ nr; materialnummer; materialnr; material nr; sachnummer; sachnr; produktnummer; produkt nr; produktcode; "
    "zeichnungsnummer; zeichnungs nr; ihre artikelnummer; ihre art nr; ihre artikel nr; lieferantenartikelnummer; lieferanten nr; "
    "lief art nr; modell; ident nr; identnummer; "
    "codigo; cod; codigo do produto; cod produto; codigo do item; cod item; codigo item; codigo do fabricante; cod fabricante; "
    "codigo fabricante; ref fabricante; referencia; referencia do fabricante; referencia fabricante; part number fabricante; "
    "n de peca; numero da peca; no da peca; no peca; numero de peca; modelo; codigo do material; material cod; "
    "codigo fornecedor; cod fornecedor; codigo do fornecedor; ref fornecedor; seu codigo; no do artigo; artigo no; codigo artigo; "
    "reference fabricant; ref fabricant; reference article; ref article; code article; no article; no de piece; numero de piece; "
    "reference fournisseur; ref fournisseur; code produit; ref produit; reference produit; votre reference; "
    "referencia fabricante; codigo articulo; cod articulo; no de parte; numero de parte; no parte; num parte; num de parte; no pieza; "
    "numero de pieza; codigo producto; ref fabric; ref proveedor; "
    "codice; codice articolo; cod articolo; cod art; codice prodotto; codice produttore; codice fornitore; riferimento; rif; "
    "artikelcode; artikelnummer leverancier; fabrikantnummer; onderdeelnummer; bestelcode; typenummer; "
    "کد کالا; شماره فنی; پارت نامبر; شماره قطعه; کد قطعه; کد محصول; کد فنی; مدل; کد; شماره پارت; کد سازنده; شماره سازنده; کد فروشنده; "
    "شماره کالا; شناسه کالا; پارت نامبر سازنده; کد جنس; تیپ; رقم القطعه; رقم الصنف; کد سفارش; شماره فنی کالا; شماره فنی قطعه; "
    "nr artykulu; indeks; kod; kod produktu; artikelnr; varenr; parca no; urun kodu; stok kodu",
    "customer_part": "our p/n; our pn; our part no; our part number; our part; our item no; our item; our ref; our reference; our code; our sku; our material; "
    "our material no; our article no; our stock code; our number; our no; customer part no; customer part number; customer p/n; customer pn; "
    "customer part; customer item; customer item no; customer code; customer material; customer material no; customer reference; cust part no; "
    "cust p/n; cust pn; cust ref; cust no; cpn; buyer part no; buyer part number; buyer p/n; buyer code; buyer item; internal p/n; internal pn; "
    "internal part no; internal part number; internal no; internal code; internal ref; internal reference; int code; int ref; int p/n; ipn; "
    "material no; material number; mat no; sap no; sap number; sap code; sap material; sap mat no; sap; erp no; erp code; company p/n; "
    "company part no; in house no; house p/n; house part no; purchaser part no; client code; client ref; "
    "unsere artikelnummer; unsere artikel nr; unsere art nr; unsere teilenummer; unsere teile nr; unsere nr; unsere nummer; unsere sachnummer; "
    "unsere materialnummer; unsere material nr; unsere mat nr; unsere ident nr; unsere bestellnummer; kundenartikelnummer; "
    "kunden artikelnummer; kunden artikel nr; kundenartikel nr; kundenartikelnr; kunden art nr; kundenteilenummer; kunden teilenummer; "
    "kunden nr; kundenmaterialnummer; kunden material nr; kundenmaterial; kundensachnummer; interne nr; interne nummer; interne artikelnummer; "
    "interne teilenummer; interne art nr; int nr; mat nr; matnr; sap nr; sap nummer; sap materialnummer; hausnummer; ihre nr; werksnummer; "
    "nosso codigo; nossa referencia; nossa ref; codigo interno; cod interno; referencia interna; ref interna; codigo do cliente; cod cliente; "
    "codigo cliente; codigo do comprador; codigo sap; cod sap; no interno; numero interno; item cliente; n interno; "
    "notre reference; notre ref; reference interne; ref interne; code interne; code client; reference client; ref client; notre code; "
    "nuestro codigo; nuestra referencia; nuestra ref; codigo cliente; codigo interno; referencia cliente; "
    "nostro codice; ns codice; codice interno; codice cliente; ns rif; nostro rif; rif interno; "
    "onze artikelcode; ons artikelnummer; ons nr; klantartikelnummer; intern nummer; interne code; "
    "کد داخلی; کد خریدار; کد مشتری; کد انبار; کد کالای ما; شماره داخلی; کد داخلی کالا; کد کالای خریدار; شماره کالای ما; کد سازمانی; "
    "شماره قلم خریدار; کد اختصاصی; کد کالای مشتری; کد کالای داخلی; شماره متریال",
    "manufacturer": "manufacturer; manufacturer name; mfr; mfg; mfr name; mfg name; mfgr; manuf; maker; brand; brand name; make; oem; make/brand; brand/make; vendor name; "
    "preferred brand; preferred make; preferred manufacturer; approved manufacturer; approved make; producer; "
    "hersteller; herstellername; fabrikat; marke; herst; produzent; lieferfabrikat; "
    "fabricante; marca; fabricante/marca; marca/fabricante; fabr; fab; marca preferencial; "
    "fabricant; marque; constructeur; produttore; costruttore; fabrikant; merk; "
    "سازنده; برند; تولیدکننده; تولید کننده; شرکت سازنده; مارک; کارخانه; کارخانه سازنده; نام سازنده; نام تجاری; producent; marka; tillverkare",
    "description": "description; item description; product description; part description; material description; goods description; article description; "
    "description of goods; description of item; description of items; description of material; descr; desc; item desc; short description; "
    "long description; short text; product name; item name; part name; name; name of item; name of product; goods; particulars; specification; "
    "specifications; spec; specs; details; item details; product details; designation; title; commodity; scope; required item; "
    "requirement; requirements; text; what we need; product; products; services; service; goods/services; item/description; "
    "description of services; description of supply; subject; supplies; "
    "beschreibung; artikelbeschreibung; bezeichnung; artikelbezeichnung; materialbezeichnung; benennung; produktbezeichnung; "
    "warenbezeichnung; teilebezeichnung; kurztext; materialkurztext; langtext; text; leistung; leistungsbeschreibung; produkt; produktname; "
    "artikelname; spezifikation; technische daten; ware; bedarf; leistungstext; artikeltext; position/bezeichnung; "
    "descricao; descricao do produto; descricao do item; descricao do material; descricao dos produtos; descricao/especificacao; "
    "especificacao; especificacoes; descr; produto; discriminacao; denominacao; nome; nome do produto; mercadoria; detalhamento; "
    "designacao; designacao do artigo; servico; "
    "designation; libelle; designation article; designation des articles; description article; intitule; produit; denomination; "
    "descripcion; descripcion del articulo; descripcion del producto; concepto; denominacion; detalle; producto; "
    "descrizione; descrizione articolo; denominazione; descrizione prodotto; prodotto; "
    "omschrijving; artikelomschrijving; beschrijving; benaming; "
    "شرح; شرح کالا; شرح کالا یا خدمات; مشخصات; مشخصات کالا; مشخصات فنی; نام کالا; عنوان; عنوان کالا; توضیح کالا; شرح اقلام; اقلام; کالا; "
    "شرح قطعه; نام قطعه; نام محصول; شرح محصول; شرح و مشخصات; مشخصات فنی کالا; شرح کامل; شرح درخواست; وصف; الوصف; نوع کالا; جنس; "
    "opis; nazwa; nazwa towaru; benamning; beskrivning; varebeskrivelse; aciklama; tanim; urun adi; malzeme",
    "quantity": "qty; quantity; qnty; qtty; quant; qty reqd; qty req; qty required; quantity required; required qty; required quantity; requested qty; "
    "requested quantity; req qty; reqd qty; order qty; order quantity; ordered qty; quantity ordered; qty ordered; rfq qty; quote qty; "
    "qty to quote; quantity to quote; total qty; total quantity; qty total; need qty; qty needed; quantity needed; needed; req; reqd; "
    "required; count; number of; number of units; no of pcs; no of units; pcs; pieces; units; amount required; demand; volume; "
    "build qty; buy qty; purchase qty; target qty; batch qty; lot qty; hours; days; nights; "
    "menge; anzahl; stuckzahl; stueckzahl; stk; stuck; stueck; mge; bestellmenge; anfragemenge; bedarfsmenge; benotigte menge; angefragte menge; "
    "sollmenge; gesamtmenge; losgrosse; abnahmemenge; liefermenge; benotigt; stunden; "
    "quantidade; qtde; qtd; qde; quant; qt; quantidade solicitada; qtde solicitada; qtd solicitada; quantidade requerida; quantidade necessaria; "
    "qtde necessaria; qtd necessaria; quantidade total; qtde total; necessidade; quantidade pedida; "
    "quantite; qte; quantite demandee; qte demandee; nombre; nb; besoin; quantite requise; "
    "cantidad; cant; cantidad solicitada; cantidad requerida; cant solicitada; unidades; ctd; cdad; "
    "quantita; q ta; qta; quantita richiesta; q ta richiesta; pezzi; n pezzi; fabbisogno; "
    "aantal; hoeveelheid; gevraagd aantal; stuks; "
    "تعداد; مقدار; تعداد درخواستی; مقدار درخواستی; تعداد مورد نیاز; مقدار مورد نیاز; تعداد/مقدار; مقدار/تعداد; تعداد کل; میزان; نیاز; "
    "تعداد سفارش; مقدار سفارش; الکمیه; کمیه; حجم درخواست; تعداد لازم; ilosc; antal; adet; miktar; mnozstvi",
    "unit": "unit; units; uom; u/m; um; u o m; unit of measure; unit of measurement; measure; unit measure; measurement unit; ordering unit; order unit; "
    "qty unit; quantity unit; base unit; pack unit; uoi; unit of issue; u; per unit; measuring unit; unit type; "
    "einheit; me; mengeneinheit; mass einheit; masseinheit; mengen einheit; eh; einh; vpe; ve; bestelleinheit; bme; mein; basis me; basiseinheit; "
    "unidade; un; unid; und; und medida; unidade de medida; un medida; un med; unid medida; ud; uds; "
    "unite; unite de mesure; u m; un mesure; unidad; unidad de medida; udm; unita; unita di misura; unita misura; eenheid; ehd; "
    "واحد; واحد شمارش; واحد سنجش; واحد اندازه گیری; واحد کالا; یکا; الوحده; وحده; jm; jednostka; enhet; birim",
    "breaks": "qty breaks; quantity breaks; price breaks; price break; qty break; quantity break; break qty; break quantities; break qtys; breaks; "
    "volume breaks; tiers; quantity tiers; qty tiers; price tiers; tier qty; tier quantities; alternate quantities; alternative quantities; "
    "alt qty; alt qtys; alternative qty; alternative qtys; qtys; tier qtys;  optional qty; optional quantities; other quantities; also quote; also quote for; quote also; also price; "
    "scale; scale prices; qty options; quantity options; price at; price for qty; additional quantities; further quantities; "
    "volume tiers; volumes; pricing tiers; quantity scale; quantity scales; quantities; quote quantities; "
    "auch anbieten; auch anzubieten; bitte auch anbieten; weitere mengen; staffel; staffelmengen; staffelmenge; preisstaffel; staffelpreise; mengenstaffel; staffeln; staffelung; alternativmengen; "
    "alternativmenge; staffelpreis; mengenstaffeln; losgrossen; "
    "faixas; faixas de preco; faixa de preco; faixas de quantidade; faixa; cotar tambem; cotar tambem para; cotar ainda; escala; escalas; escalonamento; quantidades alternativas; "
    "lotes; qtdes alternativas; quantidades; "
    "egalement; chiffrer aussi; cotizar tambien; quotare anche; paliers; palier; paliers de prix; degressif; quantites alternatives; escalas de precio; tramos; scaglioni; scaglione; scaglioni prezzo; "
    "staffels; prijsstaffel; staffelaantallen; "
    "پله های تعداد; پله تعداد; پله های قیمت; پله; پله ها; تعداد پلکانی; قیمت پلکانی; پلکان تعداد; پلکان قیمت; تعدادهای جایگزین; مقادیر پلکانی; "
    "سطوح تعداد; پله های مقدار",
    "needed_by": "need by; needed by; need date; needed date; date needed; date required; required date; required by; required on; reqd date; req date; reqd by; "
    "due date; due; due by; delivery date; delivery; delivery by; deliver by; del date; dlv date; delivery required; required delivery; "
    "required delivery date; requested delivery; requested delivery date; requested date; request date; requested by; ship date; ship by; "
    "wanted by; want date; on dock; on dock date; dock date; eta; delivery week; date; when; needed; target date; in house date; arrival; "
    "termin; liefertermin; wunschtermin; lieferdatum; bedarfstermin; wunschlieferdatum; wunschliefertermin; benotigt bis; benotigt am; "
    "bedarf bis; lieferwoche; kw; liefer kw; bis wann; datum; lieferung; lieferung bis; faellig; bedarfsdatum; "
    "entrega; data de entrega; data entrega; data da entrega; prazo; prazo de entrega; data necessaria; necessario ate; data de necessidade; "
    "data; entrega desejada; entrega em; data desejada; data requerida; dt entrega; "
    "date de livraison; livraison; delai; date souhaitee; date requise; livraison souhaitee; date besoin; "
    "fecha de entrega; fecha entrega; entrega; plazo; fecha requerida; fecha necesaria; fecha; "
    "data consegna; data di consegna; consegna; consegna richiesta; entro il; leverdatum; gewenste leverdatum; levering; nodig op; "
    "تاریخ نیاز; تاریخ تحویل; زمان نیاز; موعد تحویل; زمان تحویل; تاریخ مورد نیاز; موعد نیاز; تاریخ درخواستی; مهلت تحویل; تاریخ لازم; تاریخ; "
    "تحویل; موعد; تاریخ دریافت; تاریخ درخواست تحویل; تاریخ التسلیم; termin dostawy; teslim tarihi",
    "unit_price": "unit price; price; price each; price/unit; price per unit; unit cost; cost; rate; each; price ea; u price; u/price; target price; tgt price; target; "
    "target cost; target unit price; net price; price net; unit net price; list price; net unit price; price excl vat; budget price; "
    "expected price; last price; unit price excl tax; price per piece; unit rate; item price; price usd; price eur; "
    "einzelpreis; preis; stuckpreis; stueckpreis; e preis; ep; einzelpr; preis/einheit; zielpreis; richtpreis; nettopreis; netto preis; "
    "einzelpreis netto; preis pro einheit; preis/stk; vk preis; einheitspreis; preis je einheit; e-preis; einzelpreis eur; "
    "preco; preco unitario; preco unit; valor unitario; vl unit; vlr unit; valor unit; preco alvo; preco un; p unit; p unitario; target; "
    "prix; prix unitaire; pu; p u; pu ht; prix unitaire ht; prix cible; prix unit; puht; "
    "precio; precio unitario; precio objetivo; p unitario; prezzo; prezzo unitario; prezzo target; prijs; stukprijs; eenheidsprijs; prijs per stuk; "
    "قیمت; قیمت واحد; فی; بهای واحد; قیمت هدف; مبلغ واحد; نرخ; بها; فی واحد; سعر; سعر الوحده; cena; cena netto; cena jedn netto; birim fiyat; pris",
    "total": "total; total price; line total; amount; ext price; extended price; extension; ext; value; total value; net amount; total amount; line amount; subtotal; "
    "total cost; net total; total net; sum; amount eur; amount usd; net value; gross amount; total excl vat; extended; line value; "
    "gesamtpreis; entgelt; gesamt; summe; betrag; g preis; gp; gesamtbetrag; wert; netto; positionsbetrag; gesamtnetto; nettobetrag; netto gesamt; "
    "gesamt netto; zeilensumme; warenwert; nettowert; gesamtsumme; endpreis; pos betrag; positionssumme; brutto; "
    "valor total; preco total; total item; vl total; vlr total; valor; montante; total liquido; importancia; "
    "montant; montant ht; total ht; prix total ht; montant total; total net ht;  prix total; montant net; importe; precio total; importe total; totale; importo; prezzo totale; "
    "totaal; bedrag; totaalprijs; totaalbedrag; regeltotaal; "
    "مبلغ; مبلغ کل; قیمت کل; جمع; جمع کل; بهای کل; مبلغ نهایی; المجموع; wartosc; wartosc netto; tutar; belopp; total net amount",
    "other": "remarks; remark; notes; note; comment; comments; your price; your comments; supplier remarks; quoted price; your quote; lead time; leadtime; lt; moq; mpq; spq; "
    "min order qty; minimum order quantity; minimum order qty; weight; net weight; gross weight; unit weight; weight kg; total weight; tax; vat; vat %; tax %; tax rate; discount; disc; disc %; "
    "stock; on hand; stock qty; qty in stock; available; availability; origin; country of origin; coo; hs code; hsn; hsn/sac; hsn code; hts; tariff no; revision; rev; drawing; "
    "rev level; plant; warehouse; location; project; cost center; cost centre; wbs; packing; packaging; pack size; pack; package; pkg size; "
    "category; group; class; status; alternative; alternate; alternative offered; offered; offered part; quoted part; substitute; "
    "validity; warranty; certificate; rohs; currency; curr; annual qty; annual usage; eau; annual demand; annual volume; forecast; "
    "qty/assy; ref des; refdes; reference designator; designator; footprint; value/rating; priority; delivered; delivered qty; "
    "backorder; open qty; shipped; invoice; delivery note; order date; serial no; batch; lot no; photo; image; picture; link; url; "
    "your delivery; your lead time; offered lead time; delivery time; quoted lead time; vendor; supplier; country; color; colour; size; "
    "bemerkung; bemerkungen; anmerkung; anmerkungen; hinweis; notiz; lieferzeit; mindestmenge; mindestbestellmenge; gewicht; mwst; mwst %; ust; "
    "ust %; steuer; steuersatz; rabatt; rabatt %; lager; bestand; lagerbestand; ursprung; ursprungsland; warennummer; zolltarifnummer; werk; "
    "basismenge; kostenstelle; rem; rem %; remise %; basisbetrag; steuerbetrag; zu/abschlag; zuschlag; abschlag; prozent; ust satz; mwst satz; ust betrag; mwst betrag; tax amount; vat amount; tax base; base; kostenstelle; projekt; verpackung; ihr preis; ihr angebot; angebotspreis; ihr einzelpreis; jahresbedarf; jahresmenge; index; "
    "zeichnung; alternative; lieferant; preis je; pe; preiseinheit; st satz; wahrung; "
    "observacoes; observacao; obs; ncm; ipi; icms; impostos; peso; prazo oferecido; seu preco; preco ofertado; desconto; estoque; origem; "
    "marca ofertada; garantia; centro de custo; aplicacao; fornecedor; moeda; consumo anual; lote minimo; cfop; cst; aliquota; "
    "remarques; remarque; observations; poids; remise; tva; taux tva; delai propose; votre prix; delai de livraison; taux; "
    "observaciones; peso; descuento; iva; su precio; plazo ofrecido; plazo de entrega; note; iva %; sconto; peso kg; tempi di consegna; "
    "opmerking; opmerkingen; btw; btw %; korting; levertijd; gewicht kg; uw prijs; "
    "توضیحات; ملاحظات; توضیح; یادداشت; قیمت پیشنهادی; قیمت پیشنهادی شما; زمان تحویل پیشنهادی; مالیات; تخفیف; موجودی; کشور سازنده; وزن; مصرف سالانه; "
    "محل مصرف; پیشنهاد فروشنده; گارانتی; ارزش افزوده; مالیات و عوارض; حداقل سفارش; کشور مبدا; کشور ساخت; مبدا; بسته بندی; بازرسی; "
    "مدارک; اولویت; vat stawka; uwagi",
}

OPEN: dict[str, dict[Role, float]] = {
    "item": {"line": 0.75, "description": 0.7, "part": 0.4},
    "items": {"description": 0.8, "line": 0.4},
    "artigo": {"part": 0.6, "description": 0.6},
    "artikel": {"description": 0.75, "part": 0.6},
    "article": {"description": 0.6, "part": 0.7},
    "articulo": {"description": 0.7, "part": 0.6},
    "articolo": {"description": 0.6, "part": 0.65},
    "material": {"description": 0.7, "part": 0.65, "customer_part": 0.5},
    "materials": {"description": 0.8},
    "item no": {"line": 0.75, "part": 0.65},
    "item number": {"line": 0.65, "part": 0.7},
    "item nr": {"line": 0.7, "part": 0.65},
    "item #": {"line": 0.75, "part": 0.65},
    "item code": {"part": 0.95},
    "no item": {"line": 0.8, "part": 0.5},
    "product": {"description": 0.85, "part": 0.5},
    "produkt": {"description": 0.85, "part": 0.5},
    "produto": {"description": 0.85, "part": 0.5},
    "produit": {"description": 0.85, "part": 0.5},
    "model": {"part": 0.8, "description": 0.3},
    "modell": {"part": 0.8, "description": 0.3},
    "modelo": {"part": 0.8, "description": 0.3},
    "type": {"part": 0.6, "other": 0.4, "description": 0.3},
    "typ": {"part": 0.7, "other": 0.3, "description": 0.3},
    "reference": {"part": 0.75, "line": 0.2, "customer_part": 0.4},
    "ref": {"part": 0.75, "line": 0.3, "customer_part": 0.4},
    "material no": {"customer_part": 0.75, "part": 0.7},
    "material number": {"customer_part": 0.75, "part": 0.7},
    "code": {"part": 0.9, "customer_part": 0.4},
    "name": {"description": 0.85},
    "nummer": {"line": 0.6, "part": 0.6},
    "numero": {"line": 0.6, "part": 0.5},
    "شماره": {"line": 0.7, "part": 0.5},
    "number": {"line": 0.6, "part": 0.6},
    "units": {"unit": 0.75, "quantity": 0.7},
    "unit": {"unit": 0.95, "unit_price": 0.2},
    "pcs": {"quantity": 0.85, "unit": 0.4},
    "stk": {"quantity": 0.85, "unit": 0.4},
    "stuck": {"quantity": 0.85, "unit": 0.4},
    "unidades": {"quantity": 0.8, "unit": 0.6},
    "quant": {"quantity": 0.95},
    "required": {"quantity": 0.6, "needed_by": 0.5},
    "reqd": {"quantity": 0.65, "needed_by": 0.5},
    "requested": {"quantity": 0.7, "needed_by": 0.4},
    "ordered": {"quantity": 0.7},
    "req": {"quantity": 0.65, "needed_by": 0.4},
    "needed": {"quantity": 0.6, "needed_by": 0.6},
    "bedarf": {"quantity": 0.7, "description": 0.4},
    "date": {"needed_by": 0.75},
    "datum": {"needed_by": 0.75},
    "data": {"needed_by": 0.75},
    "تاریخ": {"needed_by": 0.75},
    "delivery": {"needed_by": 0.75, "other": 0.4},
    "entrega": {"needed_by": 0.8, "other": 0.3},
    "prazo": {"needed_by": 0.7, "other": 0.5},
    "prazo de entrega": {"needed_by": 0.75, "other": 0.5},
    "due": {"needed_by": 0.9},
    "target": {"unit_price": 0.7, "needed_by": 0.3},
    "each": {"unit_price": 0.6, "unit": 0.4},
    "cost": {"unit_price": 0.85},
    "art": {"other": 0.6, "part": 0.5},
    "art (kategorie)": {"other": 0.9},
    "price": {"unit_price": 0.95, "total": 0.3},
    "prix ht": {"total": 0.75, "unit_price": 0.7},
    "prix": {"unit_price": 0.95, "total": 0.3},
    "preis": {"unit_price": 0.95, "total": 0.3},
    "netto": {"total": 0.7, "unit_price": 0.4},
    "brutto": {"total": 0.5, "unit_price": 0.3},
    "nettopreis": {"unit_price": 0.8, "total": 0.5},
    "amount": {"total": 0.75, "quantity": 0.72},
    "materialnummer": {"customer_part": 0.75, "part": 0.72},
    "materialnr": {"customer_part": 0.75, "part": 0.72},
    "material nr": {"customer_part": 0.75, "part": 0.72},
    "mat nr": {"customer_part": 0.8, "part": 0.6},
    "value": {"total": 0.8, "description": 0.3},
    "wert": {"total": 0.8},
    "nombre": {"quantity": 0.7, "description": 0.6},
    "part": {"part": 0.85, "description": 0.6},
    "text": {"description": 0.8},
    "spec": {"description": 0.7, "other": 0.4},
    "specification": {"description": 0.8, "other": 0.4},
    "details": {"description": 0.75, "other": 0.3},
    "me": {"unit": 0.9},
    "un": {"unit": 0.95},
    "quantity unit": {"quantity": 0.95, "unit": 0.95},
    "qty unit": {"quantity": 0.95, "unit": 0.95},
    "menge einheit": {"quantity": 0.95, "unit": 0.95},
    "menge me": {"quantity": 0.95, "unit": 0.95},
    "u": {"unit": 0.8},
    "n": {"line": 0.75},
    "م": {"line": 0.6},
    "ش": {"line": 0.6},
    "قلم": {"line": 0.8, "description": 0.4},
    "نیاز": {"quantity": 0.7, "needed_by": 0.5},
    "تحویل": {"needed_by": 0.8},
    "index": {"line": 0.6, "part": 0.4, "other": 0.5},
    "order no": {"part": 0.6, "other": 0.5},
    "order number": {"part": 0.6, "other": 0.5},
    "service": {"description": 0.75},
    "position": {"line": 0.9, "description": 0.4},
    "hours": {"quantity": 0.8},
    "days": {"quantity": 0.7},
    "nights": {"quantity": 0.7},
    "volume": {"quantity": 0.6, "other": 0.5},
    "volumes": {"breaks": 0.6, "quantity": 0.6},
    "quantities": {"breaks": 0.7, "quantity": 0.85},
    "quantidades": {"breaks": 0.6, "quantity": 0.85},
    "subject": {"description": 0.5, "other": 0.6},
}
"""Words that more than one kind of column is headed with; what stands below decides."""

LABELS_ONLY: dict[Role, str] = {
    "needed_by": "needed by; need by; required by; delivery by; deliver by; due by; benotigt bis; bis; bis zum; liefertermin; wunschtermin; termin; "
    "lieferung bis; spatestens; por; ate; necessario ate; entrega ate; entrega em; avant le; pour le; antes de; para el; entro; entro il; voor; "
    "by; for delivery by; for delivery on; delivery on; delivery; latest; no later than; on site by; تا تاریخ; تا; تحویل تا; حداکثر تا",
    "breaks": "please also price; also price; please also quote; also quote; price also; and also; as well as; please price; please quote; alternatively; "
    "also for; or alternatively; bitte staffel; bitte auch; bitte staffelpreise; auch; sowie; alternativ; staffelpreise fur; cotar tambem; "
    "tambem; precos para; egalement; aussi; tambien; anche; ook; قیمت برای نیز اعلام شود; قیمت برای; همچنین; نیز; به صورت پلکانی",
}
"""Words before a value in running text that would mean little over a column."""
