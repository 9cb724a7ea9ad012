/** Swedish, the rule book: what each row of the sources demands, in one sentence. */

import type * as english from "./en-rulebook.ts"
import type { Part } from "./message.ts"

export const rule: Part<typeof english>["rule"] = {
  "001-1":
    "en försändelse som lagts direkt i verksamhetens egen brevlåda har inget inlämningskvitto, om den inte har skickats vidare till säkerhetsterminalen",
  "001-2": "den som rapporterar en avvikande försändelse anger den rutin som arbetet följde",
  "001-3": "avtalet om säkra brevförsändelser gäller en period, med början och slut",
  "001-4":
    "post till mottagaren omdirigeras till säkerhetsterminalen och granskas innan den når fram",
  "001-5":
    "även direktinlämnade brev kan skickas till säkerhetsterminalen för kontroll och kommer därifrån tillbaka",
  "001-6":
    "varje enskild försändelse kontrolleras på säkerhetsterminalen, inte en hel säck på en gång",
  "001-7": "säkerhetskontrollen sker utan att försändelsen öppnas",
  "001-8": "säkerhetsterminalen skickar en försändelse vidare först efter godkänd kontroll",
  "001-9":
    "säkerheten för medarbetare, brukare, barn, ungdomar och förtroendevalda sätts främst, liksom deras trygghet",
  "10-1":
    "vägledningen är skriven för säkerhetsansvariga i större butiker, banker och på postkontor och för dem som ger dem råd eller ställer krav på dem",
  "10-2":
    "det är viktigt att pengar och värden hanteras efter noggranna instruktioner: en överlämning anger den instruktion som den följer",
  "10-3":
    "det är viktigt att ingen ändrar de avtalade rutinerna utan godkännande: den instruktion som följs är en av dem som avtalet godkänner",
  "10-4": "“ska” betecknar det som den förutsatta säkerheten i huvudsak beror på",
  "20-1":
    "ett självständigt företag som utför värdetransporter ska ha den auktorisation som den danska lagen om bevakningsföretag kräver",
  "20-2":
    "en värdetransportör som hanterar sedlar åt penninginstitut omfattas av DS 3999 och är certifierad enligt den",
  "20-3":
    "det danska brottsförebyggande rådet har en broschyr om rån och transport av pengar med råd till butikspersonal",
  "30-1": "hanteringen ska förhindra kassadifferenser: uppräkningen visar det som var uppgivet",
  "30-2": "kassabehållningen är inte större än försäkringsbolaget tillåter",
  "30-3":
    "försäkringsbolaget kan ställa krav på hur pengar kommer från kassan till uppräkningsrummet: överlämningen anger den plan som den följer",
  "30-4":
    "försäkringsbolaget kan ställa särskilda krav vid större penningbelopp: ingen tar ensam emot mer än vad som är avtalat för en person",
  "31-1":
    "personal som hanterar kontanter ska ha fått tydliga instruktioner: den som kvitterar har tagit del av den som han hänvisar till",
  "31-2":
    "en instruktion ska omfatta minst de tio ämnena från kassabehållning till uttalanden till pressen",
  "32-1": "kassan ska vara avskärmad från allmänheten",
  "32-2": "kassan ska vara låst när den lämnas",
  "32-3": "kassan kan ha en sedelgivare som utlöser ett tyst larm när en viss bunt tas bort",
  "32-4":
    "kassan kan innehålla en sedelbunt med infärgnings- och röksystem, eller så kan rånaren märkas med vätska",
  "32-5": "den som fyller en deponeringsbox bör inte kunna öppna den: någon annan öppnar den",
  "32-6":
    "kassor i banker, på postkontor och i större stormarknader ska ha överfallsknapp med överföring till en godkänd larmcentral",
  "32-7": "kameraövervakning vid kassan ska, där den finns, vara kopplad till överfallslarmet",
  "32-8":
    "överfallslarm och kameraövervakning bör projekteras och installeras enligt de danska reglerna för verifierat larm",
  "33-1":
    "pengar ska så långt möjligt föras bakom kassalinjen från kassan till uppräkningsrum eller värdeförvaringsenhet",
  "33-2":
    "transportvägen ska vara så ändamålsenlig som möjligt, normalt den kortaste: den är en av de avtalade",
  "33-3": "två personer bör föra pengarna från kassan när många kunder är närvarande",
  "33-4":
    "långa kassalinjer ska tömmas i flera skilda transportrundor, så att ingen runda omfattar mer än avtalat",
  "33-5":
    "pengar kan flyttas i en transportvagn där de läggs genom ett inkast i en låst värdeförvaringsenhet",
  "33-6": "pengar kan skickas med rörpost i kassetter som hamnar i värdeförvaringsenheten",
  "34-1": "pengar ska räknas i ett rum som bara vissa personer har tillträde till, bakom låst dörr",
  "34-2":
    "större penningbelopp ska räknas i ett uppräkningsrum vars dörr har två lås, varav ett bara går att använda inifrån, inget smäcklås, och dörröga eller kameraövervakning av tillträdesvägen",
  "34-3":
    "ett uppräkningsrum kan ha en deponeringsbox där de anställda löpande deponerar kassabehållningen",
  "34-4":
    "ett uppräkningsrum ska ha minst en överfallsknapp med överföring till en larmcentral och tyst lokal varning",
  "34-5":
    "kameraövervakning i uppräkningsrummet ska, där den finns, vara kopplad till överfallslarmet",
  "34-6":
    "det är viktigt att uppräknade pengar stannar i uppräkningsrummet tills de kommer till annan säker förvaring",
  "35-1":
    "dagtid förvaras pengarna i ett värde- eller säkerhetsskåp i uppräkningsrummet eller ett likvärdigt rum",
  "35-2":
    "en värdeförvaringsenhet som används dagtid är godkänd enligt minst EN 1143-1 grad 0 eller något likvärdigt",
  "35-3":
    "det som ligger i värdeförvaringsenheten dagtid håller sig inom det belopp som försäkringsbolaget har satt för dess grad",
  "36-1": "en värdeförvaringsenhet med ett större penningbelopp i har ett tidsfördröjningslås",
  "36-2": "tidsfördröjningen på låset är avpassad efter det belopp som ligger bakom det",
  "36-3":
    "ett skåp med tidsfördröjningslås öppnas tidigast när den inställda fördröjningen efter kodinmatningen har gått, och aldrig före 10 minuter",
  "36-4": "ett skåp med tidlås öppnas bara under de tider på dygnet som låset är inställt på",
  "36-5":
    "tydliga skyltar på värdeförvaringsenheten och vid ingångsdörrarna upplyser om tidsfördröjningslås eller tidlås",
  "37-1":
    "utanför arbetstid ligger pengarna i ett säkerhetsskåp eller en värdeförvaringsenhet som är godkänd för det belopp som finns i det",
  "37-2":
    "nycklar och koder till värdeförvaringsenheter förvaras inte på försäkringsstället nattetid eller när personalen har gått",
  "38-1":
    "en värdeförvaringsenhet är alltid övervakad av en rumsdetektor eller skåpkontakt som är installerad enligt AIA-katalogen",
  "38-2":
    "det förvarade beloppet, värdeförvaringsenhetens kvalitet och den elektroniska övervakningens omfattning stämmer överens",
  "39-1": "personalen kommer och går genom huvudentrén",
  "39-2":
    "att gå ut genom bakdörrar mot mörka områden eller genom underjordiska garage ökar risken för stöld, rån och gisslantagning",
  "39-3": "till- och frånkoppling av inbrottslarmet sker vid huvudentrén",
  "40-1":
    "när ansvaret för pengar överlämnas, internt eller till en extern part, ska det finnas kvitto, så att ansvaret kan fastställas efter en stöld eller ett rån",
  "40-2":
    "mellan organisationer övergår det juridiska ansvaret med mottagningskvittot enligt avtalet, och kvittot anger därför sitt avtal",
  "41-1":
    "postförsändelser med pengar och penningrepresentativ, även kallade valorenförsändelser, delas normalt in i två klasser",
  "41-2":
    "det som skickas som klass 1 (värdepost) innehåller bara klass 1: värdepapper ställda till viss person, obligationer utom premieobligationer, aktier, ej förfallna kuponger, växlar, checkar, kortslippar, bankböcker, talonger och ej dragna lotter",
  "41-3":
    "det som skickas som klass 2 (värdedeklarerad post) innehåller innehavarpapper, förfallna kuponger, reda pengar, ädelmetaller, premieobligationer, resecheckar, oanvända frimärken, banderoller, stämpelmärken eller dragna lotter, eventuellt även eller endast klass 1",
  "41-4":
    "klass 2 skickas med angivet värde enligt postoperatörens regler, som begränsar ersättningen",
  "41-5":
    "det som postoperatören inte ersätter kan täckas av en valorenförsäkring i det egna försäkringsbolaget, så att ingen del av värdet är oförsäkrad",
  "41-s10":
    "klass 2 har ett kollinummer för assurerad post (UPU S10, V eller CV); ett nummer med R är rekommenderat och inte assurerat",
  "41-s10-service":
    "klass 2 skickas inte med en posttjänst utan assurans, som express eller annan brevpost (UPU S10)",
  "42-1":
    "vid postbefordran övergår det juridiska ansvaret till postoperatören med kvittot för försändelsen och från den med kvittot för utlämning till mottagaren",
  "43-1": "flygbolagen har sina egna sätt att hantera försändelser med värdegods, även reda pengar",
  "43-2":
    "flygbolagets ansvar löper från överlämning mot kvitto till dess cargo-handling och tills försändelsen lämnas ut till mottagaren vid destinationens cargo-handling",
  "43-3":
    "hör flygplan och cargo-handling inte till samma bolag övergår ansvaret först vid flygplanssidan, och kvittot ges därför där",
  "50-1":
    "värdetransport är allt från den som själv går till banken med pengar till professionella värdetransportföretag",
  "50-2":
    "den som självständigt bedriver värdetransport behöver auktorisation enligt den danska lagen om bevakningsföretag",
  "50-3": "auktorisationen ges bara till personer som har fyllt 25 år",
  "50-4":
    "den personal som utför värdetransporter åt ett professionellt företag ska vara godkänd av det danska justitieministeriet och ha fyllt 18 år",
  "50-5":
    "ingen under 18 år får utföra eller hjälpa till med en penningtransport, inte heller när dagskassan tas till banken",
  "51-1": "de flesta rån sker medan pengar lämnas eller tas emot",
  "51-2":
    "en transportör som är certifierad enligt DS 3999 bör komma och gå genom huvudentrén när den är väl upplyst och vetter mot trafik",
  "51-3":
    "överlämnandet mellan kund och transportör ska följa en noggrann plan som utgår från platsens läge och byggnadens utformning",
  "51-4":
    "transportören ska hämta och lämna värdena inne i uppräkningsrummet eller ett likvärdigt rum",
  "52-1":
    "varje värdetransport ska följa en rutt som har fastställts i förväg, till fots eller med fordon, och utan onödiga uppehåll",
  "52-2": "med fordon bör rutten bytas ofta, så att få känner till dagens rutt",
  "53-1":
    "ett större belopp bör transporteras i en transportväska som färgar in innehållet eller utvecklar rök, godkänd enligt SSFN 045",
  "53-2":
    "en annan transportväska kan användas om den till funktion och uppbyggnad i grunden uppfyller samma norm",
  "54-1": "till fots är det viktigt att gå vid olika tidpunkter",
  "54-2": "till fots bör transporten ske på dagtid och om möjligt med växlande personal",
  "54-3": "till fots bör rutten om möjligt varieras och gå där andra människor rör sig",
  "55-1": "en bil som är inredd för värdetransport ska uppfylla DS 3999 bilaga B",
  "61-1":
    "den som självständigt bedriver värdetransport ska uppfylla den danska lagen om bevakningsföretag, med dess undantag",
  "62-1": "varje värdetransport bör utföras av två personer enligt en upprättad instruktion",
  "62-2": "den som blir överfallen ska inte spela hjälte utan göra nytta på andra sätt",
  "62-3":
    "vid ett överfall ska överfallslarmet, om det finns ett, utlösas så långt det går utan fara för någon",
  "62-4":
    "gärningsmannen ska om möjligt följas, gärna i telefonkontakt med polisen, och aldrig närmare än vad som är säkert",
  "62-5": "gärningsmannens signalement, både utseende och beteende, ska skrivas ned snarast",
  "62-6":
    "brottsplatsen ska spärras av, och vittnen som inte kan vänta på polisen ska ombes lämna namn, adress och telefonnummer",
  "63-1":
    "bilar som kör värdetransport i klass 4 eller 5 ska kommunicera via en godkänd larmcentral",
  "63-2":
    "när bara det egna företagets pengar transporteras kan den egna kommunikationscentralen användas",
  "64-1":
    "efter ett rån eller en stöld har pressen tillträde till brottsplatsen bara med polisens tillstånd",
  "64-2":
    "bara polisens utredningsledare bör uttala sig för pressen om ärendet, eventuellt i samråd med företagets press- eller säkerhetschef",
  "64-3":
    "hur mycket som berättas, däribland belopp, ska övervägas noga, eftersom det kan locka andra till efterföljd",
  "64-4":
    "eftersom pressen får fotografera in på brottsplatsen ska det snabbt avgöras vilka föremål och personer som täcks eller säkras",
}
