/** Danish, the rule book: what each row of the sources demands, in one sentence. */

import type * as english from "./en-rulebook.ts"
import type { Part } from "./message.ts"

export const rule: Part<typeof english>["rule"] = {
  "001-1":
    "en forsendelse, der er lagt direkte i modtagerens egen brevkasse, har ingen kvittering for indlevering, medmindre den er sendt videre til sikkerhedsterminalen",
  "001-2":
    "den, der melder en afvigende forsendelse, henviser til den rutine, der blev arbejdet efter",
  "001-3": "aftalen om kontrol af post gælder for en periode med begyndelse og afslutning",
  "001-4":
    "post til modtageren omdirigeres til sikkerhedsterminalen og kontrolleres, før den når frem",
  "001-5":
    "også direkte indleverede breve kan sendes til sikkerhedsterminalen til kontrol og kommer derfra tilbage",
  "001-6": "hver enkelt forsendelse kontrolleres på sikkerhedsterminalen, ikke en hel sæk under ét",
  "001-7": "sikkerhedskontrollen sker, uden at forsendelsen åbnes",
  "001-8": "sikkerhedsterminalen sender først en forsendelse videre efter godkendt kontrol",
  "001-9":
    "sikkerheden for medarbejdere, brugere, børn, unge og folkevalgte kommer først, og det gør deres tryghed også",
  "10-1":
    "vejledningen er skrevet til de sikkerhedsansvarlige i større butikker, banker og posthuse og til dem, der rådgiver dem eller stiller krav til dem",
  "10-2":
    "det er vigtigt, at penge og værdier håndteres efter nøje instrukser: en overdragelse angiver den forholdsordre, den følger",
  "10-3":
    "det er vigtigt, at ingen ændrer de aftalte procedurer uden godkendelse: den forholdsordre, der følges, er en af dem, aftalen godkender",
  "10-4": "“skal” betegner det, som den forudsatte sikkerhed i det væsentlige afhænger af",
  "20-1":
    "en selvstændig virksomhed, der udfører værditransport, skal have den autorisation, som lov om vagtvirksomhed kræver",
  "20-2":
    "en værditransportør, der håndterer pengesedler for pengeinstitutter, er underlagt DS 3999 og certificeret efter den",
  "20-3":
    "Det Kriminalpræventive Råd har en pjece om røveri og transport af penge med råd til butikspersonale",
  "30-1": "håndteringen skal forhindre kassedifferencer: optællingen viser det, der var opgivet",
  "30-2": "kassebeholdningen er ikke større, end forsikringsselskabet tillader",
  "30-3":
    "forsikringsselskabet kan stille krav om, hvordan penge kommer fra kassen til optællingsrummet: overdragelsen angiver den plan, den følger",
  "30-4":
    "forsikringsselskabet kan stille særlige krav ved større pengebeløb: ingen modtager alene mere, end der er aftalt for én person",
  "31-1":
    "personale, der håndterer rede penge, skal have klare forholdsordrer: den, der kvitterer, har fået den, han henviser til",
  "31-2":
    "en forholdsordre skal mindst omfatte de ti emner fra kassebeholdning til udtalelser til pressen",
  "32-1": "kassen skal være afskærmet fra publikum",
  "32-2": "kassen skal være aflåst, når den forlades",
  "32-3": "kassen kan have en pengeføler, der udløser en tavs alarm, når et bestemt bundt fjernes",
  "32-4":
    "kassen kan rumme et bundt sedler med indfarvnings- og røgsystem, eller røveren kan mærkes med væske",
  "32-5": "den, der fylder en deponeringsboks, bør ikke kunne åbne den: en anden åbner den",
  "32-6":
    "kasser i banker, posthuse og større supermarkeder skal have overfaldstryk med overførsel til en godkendt kontrolcentral",
  "32-7": "TV-overvågning ved kassen skal, hvis den findes, være forbundet med overfaldsalarmen",
  "32-8":
    "overfaldsalarm og TVO-anlæg bør projekteres og installeres efter reglerne for Verificeret Alarm",
  "33-1":
    "penge skal så vidt muligt bringes bag kasselinien fra kassen til optællingsrum eller værdiopbevaringsenhed",
  "33-2":
    "transportvejen skal være så hensigtsmæssig som muligt, normalt den korteste: den er en af de aftalte",
  "33-3": "to personer bør bringe pengene fra kassen, når der er mange kunder til stede",
  "33-4":
    "lange kasselinier skal tømmes i flere adskilte transportrunder, så ingen runde rummer mere end aftalt",
  "33-5":
    "penge kan flyttes i en transportvogn, hvor de lægges gennem en indkastluge i en låst værdiopbevaringsenhed",
  "33-6": "penge kan sendes med rørpost i kassetter, der ender i værdiopbevaringsenheden",
  "34-1":
    "penge skal optælles i et rum, som kun bestemte personer har adgang til, bag en aflåst dør",
  "34-2":
    "større pengebeløb skal optælles i et optællingsrum, hvis dør har to låse, den ene kun til brug indefra, ingen smæklås, og dørspion eller TV-overvågning af adgangsvejen",
  "34-3":
    "et optællingsrum kan have en deponeringsboks, hvor de ansatte løbende deponerer kassebeholdningen",
  "34-4":
    "et optællingsrum skal have mindst ét overfaldstryk med overførsel til en kontrolcentral og lokal tavs varsling",
  "34-5":
    "TV-overvågning i optællingsrummet skal, hvis den findes, være forbundet med overfaldsalarmen",
  "34-6":
    "det er vigtigt, at optalte penge bliver i optællingsrummet, indtil de kommer til anden sikker opbevaring",
  "35-1":
    "i dagtimerne ligger pengene i et værdi- eller sikringsskab i optællingsrummet eller et tilsvarende rum",
  "35-2":
    "en værdiopbevaringsenhed, der bruges i dagtimerne, er godkendt til mindst EN 1143-1 grade 0 eller noget tilsvarende",
  "35-3":
    "det, der ligger i værdiopbevaringsenheden i dagtimerne, holder sig inden for det beløb, forsikringsselskabet har sat for dens grade",
  "36-1":
    "en værdiopbevaringsenhed, hvori der ligger et større pengebeløb, har en tidsforsinkelseslås",
  "36-2": "tidsforsinkelsen på låsen er afstemt med det beløb, der ligger bag den",
  "36-3":
    "en enhed med tidsforsinkelseslås åbner tidligst, når den indstillede forsinkelse efter indtastningen af koden er gået, og aldrig før 10 minutter",
  "36-4": "en enhed med tidslås åbnes kun i de tidsrum af døgnet, som låsen er indstillet til",
  "36-5":
    "tydelige skilte på værdiopbevaringsenheden og ved adgangsdørene fortæller om tidsforsinkelseslås eller tidslås",
  "37-1":
    "uden for arbejdstiden ligger pengene i et sikringsskab eller en værdiopbevaringsenhed, som er godkendt til det beløb, der er i den",
  "37-2":
    "nøgler og koder til værdiopbevaringsenheder opbevares ikke på forsikringsstedet om natten, eller når personalet er gået",
  "38-1":
    "en værdiopbevaringsenhed er altid overvåget af en rumdetektor eller bokskontakt, som er installeret efter AIA-kataloget",
  "38-2":
    "det opbevarede beløb, værdiopbevaringsenhedens kvalitet og omfanget af den elektroniske overvågning passer sammen",
  "39-1": "personalet ankommer og går ad hoveddøren",
  "39-2":
    "at gå ud ad bagdøre mod mørke områder eller gennem underjordiske garageanlæg øger risikoen for tyveri, røveri og gidseltagning",
  "39-3": "til- og frakobling af det automatiske indbrudsalarmanlæg (AIA) sker ved hoveddøren",
  "40-1":
    "når ansvaret for penge overdrages, internt eller til en ekstern part, skal der foreligge kvittering, så ansvaret kan placeres efter et tyveri eller røveri",
  "40-2":
    "mellem virksomheder går det juridiske ansvar over med kvitteringen for modtagelse i henhold til aftalen, og kvitteringen angiver derfor sin aftale",
  "41-1":
    "postforsendelser af penge og pengerepræsentativer, også kaldet valorenforsendelser, deles normalt i to klasser",
  "41-2":
    "det, der sendes som klasse 1 (værdipost), rummer kun klasse 1: værdipapirer på navn, obligationer undtagen præmieobligationer, aktier, ikke forfaldne kuponer, veksler, checks, kreditkortkvitteringer, bankbøger, taloner og ikke udtrukne lodsedler",
  "41-3":
    "det, der sendes som klasse 2 (værdideklareret post), rummer ihændehaverpapirer, forfaldne kuponer, rede penge, ædle metaller, præmieobligationer, rejsechecks, ubrugte frimærker, banderoler, stempelmærker eller udtrukne lodsedler, eventuelt også eller kun klasse 1",
  "41-4":
    "klasse 2 sendes med værdiangivelse efter postvirksomhedens regler, som begrænser erstatningen",
  "41-5":
    "det, som postvirksomheden ikke erstatter, kan dækkes af en valorenforsikring i eget forsikringsselskab, så ingen del af værdien står udækket",
  "41-s10":
    "klasse 2 bærer et postnummer for forsikret post (UPU S10, V eller CV); et nummer med R er rekommanderet og ikke forsikret",
  "41-s10-service":
    "klasse 2 sendes ikke med en posttjeneste uden forsikring, som ekspres eller anden brevpost (UPU S10)",
  "42-1":
    "ved postforsendelse går det juridiske ansvar over til postvirksomheden med kvitteringen for forsendelsen og fra den med kvitteringen for udlevering til modtageren",
  "43-1":
    "flyselskaberne har deres egen håndteringsmåde for forsendelser af værdigods, også rede penge",
  "43-2":
    "flyselskabets ansvar løber fra overdragelse mod kvittering til dets cargo-handling, og indtil forsendelsen udleveres til modtageren på destinationens cargo-handling",
  "43-3":
    "hører fly og cargo-handling ikke til samme selskab, sker ansvarsoverdragelsen først ved flysiden, og kvitteringen gives derfor dér",
  "50-1":
    "værditransport er alt fra den enkelte, der går i pengeinstituttet med penge, til professionelle værditransportfirmaer",
  "50-2":
    "selvstændig virksomhed med værditransport kræver autorisation efter lov om vagtvirksomhed",
  "50-3": "autorisationen gives kun til personer, der er fyldt 25 år",
  "50-4":
    "det personale, der kører værditransport for et professionelt firma, skal være godkendt af Justitsministeriet og være fyldt 18 år",
  "50-5":
    "ingen under 18 år må udføre eller hjælpe med en pengetransport, heller ikke når dagens omsætning bringes til pengeinstituttet",
  "51-1": "de fleste røverier sker, mens penge afleveres eller modtages",
  "51-2":
    "en transportør certificeret efter DS 3999 bør komme og gå ad hovedindgangen, når den er velbelyst og vender mod trafik",
  "51-3":
    "overdragelsen mellem kunde og transportør skal følge en nøje plan, lagt efter stedets beliggenhed og bygningens indretning",
  "51-4":
    "transportøren skal hente og aflevere værdierne inde i optællingsrummet eller et tilsvarende rum",
  "52-1":
    "enhver værditransport skal følge en rute, der er fastlagt på forhånd, til fods eller i køretøj, og uden unødigt ophold",
  "52-2": "med køretøj bør ruten jævnligt skiftes, så at få kender dagens rute",
  "53-1":
    "et større beløb bør transporteres i en transportkuffert, der misfarver indholdet eller udvikler røg, godkendt efter SSFN 045",
  "53-2":
    "en anden transportkuffert kan bruges, når den i funktion og opbygning grundlæggende opfylder samme norm",
  "54-1": "til fods er det vigtigt at gå på skiftende tidspunkter",
  "54-2": "til fods bør transporten ske i dagtimerne og om muligt med skiftende personale",
  "54-3": "til fods bør ruten om muligt varieres og gå, hvor der færdes andre mennesker",
  "55-1": "en bil, der er indrettet til værditransport, skal opfylde DS 3999 annex B",
  "61-1":
    "selvstændig virksomhed med værditransport skal opfylde lov om vagtvirksomhed, med dens undtagelser",
  "62-1": "enhver værditransport bør udføres af to personer efter en udarbejdet forholdsordre",
  "62-2": "den, der bliver overfaldet, skal ikke spille helt, men gøre gavn på andre måder",
  "62-3":
    "ved et overfald skal en eventuel overfaldsalarm udløses, så vidt ingen derved bringes i fare",
  "62-4":
    "gerningsmanden skal om muligt følges, gerne i telefonkontakt med politiet, og aldrig tættere på end det er forsvarligt",
  "62-5": "gerningsmandens signalement, både udseende og adfærd, skal nedskrives snarest",
  "62-6":
    "gerningsstedet skal afspærres, og vidner, der ikke kan vente på politiet, skal bedes om navn, adresse og telefonnummer",
  "63-1":
    "biler, der kører værditransport i klasse 4 eller 5, skal kommunikere via en godkendt kontrolcentral",
  "63-2": "når der kun køres penge for eget firma, kan egen kommunikationscentral bruges",
  "64-1":
    "efter røveri eller tyveri har pressen kun adgang til gerningsstedet med politiets tilladelse",
  "64-2":
    "kun politiets efterforskningsleder bør udtale sig til pressen om sagen, eventuelt i samråd med virksomhedens pressechef eller sikkerhedsansvarlige",
  "64-3":
    "hvor meget der oplyses, herunder beløb, skal overvejes nøje, da det kan friste andre til efterligning",
  "64-4":
    "da pressen må fotografere ind på gerningsstedet, skal det hurtigt afgøres, hvilke genstande og personer der dækkes af eller sikres",
}
