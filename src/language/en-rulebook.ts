/** English, the rule book: what each row of the sources demands, in one sentence. */

export const rule = {
  "001-1":
    "an item that was dropped directly into a letterbox of the addressee’s own has no posting receipt, unless it was sent on to the security terminal",
  "001-2": "who reports a deviating item cites the routine that he worked by",
  "001-3": "the contract on the checking of post is made for a period, with a beginning and an end",
  "001-4":
    "post to the addressee is redirected to the security terminal and checked before it arrives",
  "001-5":
    "what was handed in directly can be sent to the security terminal for checking too, and comes back",
  "001-6":
    "every single item is checked at the security terminal, and not a bag of them as a whole",
  "001-7": "the security check leaves the item unopened",
  "001-8": "the security terminal sends an item on only after an approved check",
  "001-9":
    "the safety of staff, users, children, young people and elected members comes first, and so does their feeling safe",
  "10-1":
    "the guideline is written for those in charge of security in larger shops, banks and post offices, and for those who advise them or set their requirements",
  "10-2":
    "it is important that money and valuables are handled by detailed instructions: a hand-over cites the standing order that it follows",
  "10-3":
    "it is important that nobody changes the agreed procedures without approval: the order that is followed is one of those approved in the contract",
  "10-4": "“must” marks what the presumed security essentially depends on",
  "20-1":
    "an independent business that carries values must have the authorisation that the act on guard firms asks for",
  "20-2":
    "a carrier that handles banknotes for financial institutions is bound by DS 3999 and certified to it",
  "20-3":
    "the Crime Prevention Council has a leaflet on robbery and the transport of money, with advice for shop staff",
  "30-1": "handling must leave no cash difference: a count finds what was declared",
  "30-2": "no more money lies in the till than the insurer allows",
  "30-3":
    "the insurer may set how money goes from the till to the counting room: the hand-over cites the plan that it follows",
  "30-4":
    "the insurer may set special requirements for larger sums: nobody takes over more alone than is agreed for one person",
  "31-1":
    "whoever handles cash must have been given clear standing orders: the signer has acknowledged the one that he cites",
  "31-2":
    "a standing order must cover at least the ten topics from till holdings to statements to the press",
  "32-1": "the till must be shielded from the public",
  "32-2": "the till must be locked when it is left",
  "32-3":
    "the till may have a money sensor that raises a silent alarm when a certain bundle is taken",
  "32-4":
    "the till may hold a pack that dyes the notes and smokes, or mark the robber with a spray",
  "32-5": "whoever fills a deposit box should not be able to open it: somebody else opens it",
  "32-6":
    "a till in a bank, post office or larger supermarket must have a hold-up button that signals to an approved control centre",
  "32-7": "CCTV at the till, where there is any, must be connected to the hold-up alarm",
  "32-8": "hold-up alarm and CCTV should be planned and installed by the rules for Verified Alarm",
  "33-1":
    "money must go from the till to counting room or storage unit behind the till line, as far as possible",
  "33-2":
    "the way must be as suitable as possible, normally the shortest: it is one of those agreed",
  "33-3": "two persons should carry the money from the till when many customers are present",
  "33-4":
    "long lines of tills must be emptied in several separate rounds, so that no round carries more than is agreed",
  "33-5": "money may be moved in a trolley, dropped through a slot into a locked storage unit",
  "33-6": "money may be sent in tube cassettes that lead to the storage unit",
  "34-1":
    "money must be counted in a room that only certain persons may enter, behind a locked door",
  "34-2":
    "larger sums must be counted in a counting room whose door has two locks, one of them usable only from inside, no latch lock, and a spy-hole or CCTV of the approach",
  "34-3": "a counting room may have a deposit box into which staff drop their takings as they go",
  "34-4":
    "a counting room must have at least one hold-up button that signals to a control centre and gives a silent alert on the spot",
  "34-5": "CCTV in the counting room, where there is any, must be connected to the hold-up alarm",
  "34-6":
    "it is important that counted money stays in the counting room until it goes to other safe storage",
  "35-1":
    "by day money is kept in a value or security cabinet in the counting room or a room of the same kind",
  "35-2":
    "a storage unit that is used by day is approved to EN 1143-1 grade 0 at least, or to something equivalent",
  "35-3":
    "what lies in a storage unit by day stays within the sum that the insurer has set for its grade",
  "36-1": "a storage unit in which a larger sum lies has a time-delay lock",
  "36-2": "the delay of a time-delay lock is set by the sum that lies behind it",
  "36-3":
    "a unit with a time-delay lock opens no sooner after the code than the delay that is set, and never sooner than 10 minutes",
  "36-4":
    "a unit with a time lock is opened only within the hours of the day that the lock is set to",
  "36-5": "clear signs on the unit and at the doors to it tell of a time-delay lock or a time lock",
  "37-1":
    "outside working hours money lies in a security cabinet or storage unit that is approved for the sum that is in it",
  "37-2":
    "keys and codes to storage units are not kept on the insured premises at night or when the staff have left",
  "38-1":
    "a storage unit is always watched by a room detector or a box contact that is installed by the AIA catalogue",
  "38-2":
    "the sum stored, the quality of the unit and the extent of its electronic surveillance match each other",
  "39-1": "staff arrive and leave by the main door",
  "39-2":
    "leaving by back doors to dark areas or by underground garages raises the risk of theft, robbery and hostage-taking",
  "39-3": "the intruder alarm is armed and disarmed at the main door",
  "40-1":
    "whoever hands over responsibility for money, inside the house or to another party, gets a receipt for it, so that liability can be placed after a theft or robbery",
  "40-2":
    "between organisations liability passes with the receipt for reception under the agreement, so the receipt cites its contract",
  "41-1":
    "postal items with money and money representatives, also called valoren consignments, are normally divided into two classes",
  "41-2":
    "what is sent as class 1 (value post) holds class 1 only: registered securities, bonds other than premium bonds, shares, coupons not yet due, bills of exchange, cheques, card slips, bank books, talons and lottery tickets not drawn",
  "41-3":
    "what is sent as class 2 (value-declared post) holds bearer papers, coupons due, cash, precious metals, premium bonds, traveller’s cheques, unused stamps, excise bands, revenue stamps or drawn lottery tickets, or class 1 beside or instead of them",
  "41-4":
    "class 2 is posted with a declared value, under the postal operator’s rules, which limit compensation",
  "41-5":
    "what the postal operator would not compensate can be covered by a valoren insurance with one’s own insurer, so that no part of the value is uncovered",
  "41-s10":
    "class 2 bears a postal number for insured post (UPU S10, V or CV); a number in R is registered and not insured",
  "41-s10-service":
    "class 2 is not sent by a postal service without insurance, such as express or other letter post (UPU S10)",
  "42-1":
    "by post, liability passes to the postal operator with the receipt for the item, and from him with the receipt for handing it out to the addressee",
  "43-1": "airlines have their own ways of handling consignments of valuables, cash included",
  "43-2":
    "the airline answers from hand-over against receipt to its cargo-handling until release to the recipient at the destination’s cargo-handling",
  "43-3":
    "where aircraft and cargo-handling are not of one company, liability passes at the aircraft side only, so the receipt is signed there",
  "50-1":
    "value transport is everything from a person who takes money to a bank to firms that carry values by trade",
  "50-2":
    "an independent business that does value transport needs an authorisation under the act on guard firms",
  "50-3": "only persons aged 25 or over can be given the authorisation",
  "50-4":
    "staff who carry values for a carrier by trade must be approved by the Ministry of Justice and be 18 or over",
  "50-5":
    "nobody under 18 may carry money or help to carry it, not even the day’s takings to the bank",
  "51-1": "most robberies happen while money is being handed over",
  "51-2":
    "a carrier certified to DS 3999 should come and go by the main entrance where that is lit and faces traffic",
  "51-3":
    "the hand-over between customer and carrier must follow a detailed plan made for the site and the building",
  "51-4":
    "the carrier must fetch and hand over values inside the counting room or an equivalent room",
  "52-1":
    "every value transport must follow a route fixed beforehand, on foot or by vehicle, without needless stops",
  "52-2": "with vehicles the route should change often, so that few know today’s",
  "53-1":
    "a larger sum should travel in a transport case that stains its contents or gives off smoke, approved to SSFN 045",
  "53-2":
    "another transport case may be used if in function and build it basically meets the same norm",
  "54-1": "on foot it is important to go at changing times",
  "54-2":
    "on foot the transport should be made in daytime, and if possible not always by the same person",
  "54-3": "on foot the route should if possible vary and keep to where other people are",
  "55-1": "a vehicle fitted for value transport must meet annex B of DS 3999",
  "61-1":
    "an independent business that does value transport must meet the act on guard firms, with its exceptions",
  "62-1": "every value transport should be made by two persons under a drawn-up standing order",
  "62-2": "whoever is attacked must not play the hero but be of use in other ways",
  "62-3":
    "at an attack the hold-up alarm, if there is one, must be set off as far as nobody is put in danger",
  "62-4":
    "the offender must be followed if that is possible, in touch with the police by phone, and never closer than is safe",
  "62-5": "the offender’s marks, in looks and behaviour, must be written down soon",
  "62-6":
    "the scene must be cordoned off, and witnesses who cannot wait for the police must be asked for name, address and phone number",
  "63-1":
    "vehicles that carry sums of transport class 4 or 5 must communicate through an approved control centre",
  "63-2": "where only the firm’s own money is carried, its own communication centre may be used",
  "64-1":
    "after a robbery or theft the press has no access to the scene without leave of the police",
  "64-2":
    "only the head of the police investigation should speak to the press about the case, if need be together with the firm’s own head of press or security",
  "64-3": "how much is told, sums among it, must be weighed carefully, since it may tempt others",
  "64-4":
    "since the press may photograph into the scene, it must be decided soon which objects and persons to cover or secure",
} as const
