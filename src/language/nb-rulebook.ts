/** Norwegian, the rule book: what each row of the sources demands, in one sentence. */

import type * as english from "./en-rulebook.ts"
import type { Part } from "./message.ts"

export const rule: Part<typeof english>["rule"] = {
  "001-1":
    "en sending som er lagt rett i mottakerens egen postkasse, har ingen innleveringskvittering, med mindre den er sendt videre til sikkerhetsterminalen",
  "001-2": "den som melder en avvikende sending, viser til rutinen det ble arbeidet etter",
  "001-3": "avtalen om kontroll av post gjelder for en periode, med begynnelse og slutt",
  "001-4":
    "post til mottakeren omdirigeres til sikkerhetsterminalen og kontrolleres før den når frem",
  "001-5":
    "også brev som er levert direkte, kan sendes til sikkerhetsterminalen for kontroll og kommer derfra tilbake",
  "001-6": "hver enkelt sending kontrolleres på sikkerhetsterminalen, ikke en hel sekk under ett",
  "001-7": "sikkerhetskontrollen skjer uten at sendingen åpnes",
  "001-8": "sikkerhetsterminalen sender en sending videre først etter godkjent kontroll",
  "001-9":
    "sikkerheten for medarbeidere, brukere, barn, unge og folkevalgte kommer først, og det gjør tryggheten deres også",
  "10-1":
    "veiledningen er skrevet for sikkerhetsansvarlige i større butikker, banker og postkontorer og for dem som gir dem råd eller stiller krav til dem",
  "10-2":
    "det er viktig at penger og verdier håndteres etter nøyaktige instrukser: en overlevering oppgir instruksen den følger",
  "10-3":
    "det er viktig at ingen endrer de avtalte rutinene uten godkjenning: instruksen som følges, er en av dem avtalen godkjenner",
  "10-4": "“skal” betegner det som den forutsatte sikkerheten i hovedsak avhenger av",
  "20-1":
    "en selvstendig virksomhet som utfører verditransport, skal ha den autorisasjonen som den danske loven om vaktvirksomhet krever",
  "20-2":
    "en verditransportør som håndterer pengesedler for pengeinstitutter, er underlagt DS 3999 og sertifisert etter den",
  "20-3":
    "det danske kriminalpreventive rådet har en brosjyre om ran og transport av penger med råd til butikkpersonale",
  "30-1": "håndteringen skal forhindre kassedifferanser: opptellingen viser det som var oppgitt",
  "30-2": "kassebeholdningen er ikke større enn forsikringsselskapet tillater",
  "30-3":
    "forsikringsselskapet kan stille krav til hvordan penger kommer fra kassen til opptellingsrommet: overleveringen oppgir planen den følger",
  "30-4":
    "forsikringsselskapet kan stille særlige krav ved større pengebeløp: ingen mottar alene mer enn det som er avtalt for én person",
  "31-1":
    "personale som håndterer kontanter, skal ha fått klare instrukser: den som kvitterer, har fått den han viser til",
  "31-2":
    "en instruks skal minst omfatte de ti emnene fra kassebeholdning til uttalelser til pressen",
  "32-1": "kassen skal være skjermet fra publikum",
  "32-2": "kassen skal være låst når den forlates",
  "32-3": "kassen kan ha en pengesensor som utløser en stille alarm når en bestemt bunke fjernes",
  "32-4":
    "kassen kan inneholde en seddelbunke med innfargings- og røyksystem, eller raneren kan merkes med væske",
  "32-5": "den som fyller en deponeringsboks, bør ikke kunne åpne den: en annen åpner den",
  "32-6":
    "kasser i banker, postkontorer og større supermarkeder skal ha overfallsknapp med overføring til en godkjent alarmsentral",
  "32-7": "TV-overvåking ved kassen skal, der den finnes, være koblet til overfallsalarmen",
  "32-8":
    "overfallsalarm og TV-overvåking bør prosjekteres og installeres etter de danske reglene for verifisert alarm",
  "33-1":
    "penger skal så langt mulig bringes bak kasselinjen fra kassen til opptellingsrom eller verdioppbevaringsenhet",
  "33-2":
    "transportveien skal være så hensiktsmessig som mulig, normalt den korteste: den er en av de avtalte",
  "33-3": "to personer bør bringe pengene fra kassen når mange kunder er til stede",
  "33-4":
    "lange kasselinjer skal tømmes i flere atskilte transportrunder, så ingen runde omfatter mer enn avtalt",
  "33-5":
    "penger kan flyttes i en transportvogn der de legges gjennom en innkastluke i en låst verdioppbevaringsenhet",
  "33-6": "penger kan sendes med rørpost i kassetter som ender i verdioppbevaringsenheten",
  "34-1": "penger skal telles opp i et rom som bare bestemte personer har adgang til, bak låst dør",
  "34-2":
    "større pengebeløp skal telles opp i et opptellingsrom med to låser i døren, den ene bare til bruk fra innsiden, ingen smekklås, og kikkhull eller TV-overvåking av adkomsten",
  "34-3":
    "et opptellingsrom kan ha en deponeringsboks der de ansatte løpende deponerer kassebeholdningen",
  "34-4":
    "et opptellingsrom skal ha minst én overfallsknapp med overføring til en alarmsentral og stille lokal varsling",
  "34-5":
    "TV-overvåking i opptellingsrommet skal, der den finnes, være koblet til overfallsalarmen",
  "34-6":
    "det er viktig at opptalte penger blir i opptellingsrommet til de kommer til annen sikker oppbevaring",
  "35-1":
    "på dagtid oppbevares pengene i et verdi- eller sikringsskap i opptellingsrommet eller et tilsvarende rom",
  "35-2":
    "en verdioppbevaringsenhet som brukes på dagtid, er godkjent etter minst EN 1143-1 grad 0 eller noe tilsvarende",
  "35-3":
    "det som ligger i verdioppbevaringsenheten på dagtid, holder seg innenfor det beløpet forsikringsselskapet har satt for graden",
  "36-1": "en verdioppbevaringsenhet med et større pengebeløp i har tidsforsinkelseslås",
  "36-2": "tidsforsinkelsen på låsen er avstemt med beløpet som ligger bak den",
  "36-3":
    "en enhet med tidsforsinkelseslås åpnes tidligst når den innstilte forsinkelsen etter kodeinntastingen er gått, og aldri før 10 minutter",
  "36-4": "en enhet med tidslås åpnes bare i de tidsrommene av døgnet som låsen er innstilt på",
  "36-5":
    "tydelige skilt på verdioppbevaringsenheten og ved adkomstdørene opplyser om tidsforsinkelseslås eller tidslås",
  "37-1":
    "utenfor arbeidstiden ligger pengene i et sikringsskap eller en verdioppbevaringsenhet som er godkjent for beløpet som er i den",
  "37-2":
    "nøkler og koder til verdioppbevaringsenheter oppbevares ikke på forsikringsstedet om natten eller når personalet har gått",
  "38-1":
    "en verdioppbevaringsenhet er alltid overvåket av en romdetektor eller bokskontakt som er installert etter AIA-katalogen",
  "38-2":
    "det oppbevarte beløpet, verdioppbevaringsenhetens kvalitet og omfanget av den elektroniske overvåkingen passer sammen",
  "39-1": "personalet kommer og går gjennom hovedinngangen",
  "39-2":
    "å gå ut gjennom bakdører mot mørke områder eller underjordiske garasjeanlegg øker risikoen for tyveri, ran og gisseltaking",
  "39-3": "til- og frakobling av innbruddsalarmen skjer ved hovedinngangen",
  "40-1":
    "når ansvaret for penger overdras, internt eller til en ekstern part, skal det foreligge kvittering, slik at ansvaret kan plasseres etter et tyveri eller ran",
  "40-2":
    "mellom virksomheter går det juridiske ansvaret over med kvitteringen for mottak i henhold til avtalen, og kvitteringen viser derfor til avtalen sin",
  "41-1":
    "postsendinger med penger og pengerepresentativer, også kalt valorenforsendelser, deles vanligvis i to klasser",
  "41-2":
    "det som sendes som klasse 1 (verdipost), inneholder bare klasse 1: verdipapirer som lyder på navn, obligasjoner unntatt premieobligasjoner, aksjer, ikke forfalte kuponger, veksler, sjekker, kredittkortkvitteringer, bankbøker, talonger og ikke uttrukne lodd",
  "41-3":
    "det som sendes som klasse 2 (verdideklarert post), inneholder ihendehaverpapirer, forfalte kuponger, kontanter, edle metaller, premieobligasjoner, reisesjekker, ubrukte frimerker, banderoler, stempelmerker eller uttrukne lodd, eventuelt også eller bare klasse 1",
  "41-4":
    "klasse 2 sendes med verdiangivelse etter postoperatørens regler, som begrenser erstatningen",
  "41-5":
    "det postoperatøren ikke erstatter, kan dekkes av en valorenforsikring i eget forsikringsselskap, slik at ingen del av verdien står udekket",
  "41-s10":
    "klasse 2 har et sendingsnummer for forsikret post (UPU S10, V eller CV); et nummer med R er rekommandert og ikke forsikret",
  "41-s10-service":
    "klasse 2 sendes ikke med en posttjeneste uten forsikring, som ekspress eller annen brevpost (UPU S10)",
  "42-1":
    "ved postforsendelse går det juridiske ansvaret over til postoperatøren med kvitteringen for sendingen og fra den med kvitteringen for utlevering til mottakeren",
  "43-1": "flyselskapene har sin egen måte å håndtere sendinger av verdigods på, også kontanter",
  "43-2":
    "flyselskapets ansvar løper fra overdragelse mot kvittering til dets cargo-handling og til sendingen utleveres til mottakeren på destinasjonens cargo-handling",
  "43-3":
    "tilhører fly og cargo-handling ikke samme selskap, går ansvaret først over ved flysiden, og kvitteringen gis derfor der",
  "50-1":
    "verditransport er alt fra den enkelte som går i banken med penger, til profesjonelle verditransportfirmaer",
  "50-2":
    "selvstendig virksomhet med verditransport krever autorisasjon etter den danske loven om vaktvirksomhet",
  "50-3": "autorisasjonen gis bare til personer som har fylt 25 år",
  "50-4":
    "personell som utfører verditransport for et profesjonelt firma, skal være godkjent av det danske justisdepartementet og ha fylt 18 år",
  "50-5":
    "ingen under 18 år må utføre eller hjelpe til med en pengetransport, heller ikke når dagens omsetning bringes til banken",
  "51-1": "de fleste ran skjer mens penger leveres eller mottas",
  "51-2":
    "en transportør sertifisert etter DS 3999 bør komme og gå gjennom hovedinngangen når den er godt opplyst og vender mot trafikk",
  "51-3":
    "overleveringen mellom kunde og transportør skal følge en nøye plan, lagt etter stedets beliggenhet og bygningens innredning",
  "51-4":
    "transportøren skal hente og levere verdiene inne i opptellingsrommet eller et tilsvarende rom",
  "52-1":
    "enhver verditransport skal følge en rute som er fastlagt på forhånd, til fots eller med kjøretøy, og uten unødig opphold",
  "52-2": "med kjøretøy bør ruten skiftes jevnlig, slik at få kjenner dagens rute",
  "53-1":
    "et større beløp bør transporteres i en transportkoffert som misfarger innholdet eller utvikler røyk, godkjent etter SSFN 045",
  "53-2":
    "en annen transportkoffert kan brukes når den i funksjon og oppbygning grunnleggende oppfyller samme norm",
  "54-1": "til fots er det viktig å gå til skiftende tidspunkter",
  "54-2": "til fots bør transporten skje på dagtid og om mulig med skiftende personale",
  "54-3": "til fots bør ruten om mulig varieres og gå der andre mennesker ferdes",
  "55-1": "en bil som er innredet for verditransport, skal oppfylle DS 3999 vedlegg B",
  "61-1":
    "selvstendig virksomhet med verditransport skal oppfylle den danske loven om vaktvirksomhet, med dens unntak",
  "62-1": "enhver verditransport bør utføres av to personer etter en utarbeidet instruks",
  "62-2": "den som blir overfalt, skal ikke spille helt, men gjøre nytte på andre måter",
  "62-3":
    "ved et overfall skal en eventuell overfallsalarm utløses, så langt det kan skje uten fare for noen",
  "62-4":
    "gjerningspersonen skal om mulig følges, gjerne i telefonkontakt med politiet, og aldri tettere enn det er forsvarlig",
  "62-5": "gjerningspersonens signalement, både utseende og atferd, skal skrives ned snarest",
  "62-6":
    "åstedet skal sperres av, og vitner som ikke kan vente på politiet, skal bes om navn, adresse og telefonnummer",
  "63-1":
    "biler som kjører verditransport i klasse 4 eller 5, skal kommunisere via en godkjent kontrollsentral",
  "63-2": "når det bare transporteres penger for eget firma, kan egen kommunikasjonssentral brukes",
  "64-1": "etter et ran eller tyveri har pressen adgang til åstedet bare med politiets tillatelse",
  "64-2":
    "bare politiets etterforskningsleder bør uttale seg til pressen om saken, eventuelt i samråd med virksomhetens pressesjef eller sikkerhetsansvarlige",
  "64-3":
    "hvor mye som opplyses, herunder beløp, skal vurderes nøye, siden det kan friste andre til etterligning",
  "64-4":
    "siden pressen kan fotografere inn på åstedet, skal det raskt avgjøres hvilke gjenstander og personer som dekkes til eller sikres",
}
