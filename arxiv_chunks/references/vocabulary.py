"""Words that tell the parts of an entry apart: journal abbreviations, venues, publishers, months, name particles.

The abbreviations are word parts as ISO 4 makes them, gathered by hand; a word counts as an abbreviation only in exactly
this form, so that whole words (cancer, cell, nature) do not end a title early.
"""

MONTHS = (
    "Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    "|Nov(?:ember)?|Dec(?:ember)?|Spring|Summer|Fall|Autumn|Winter"
)

ABBREVIATIONS = frozenset(
    """
    aap abh abs abstr acad acc acm acoust acta actual adm adv aero aeron aeronaut aerosp afr ag agr agric agron aj
    akad alg algebr allg am amer an anaesth anal analyt anat angew anim ann annu anorg anthropol antimicrob apj apjl
    apjs appl approx aquat arch archaeol arthr arthritis artif ass assn assoc astr astron astronom astropart astroph
    astrophys atmos atom aust austral autom automat auton avd bact bacteriol behav beitr belg ber bibl bioch biochem
    biochim bioeng biogeochem biogr bioinf bioinform biol biom biomater biomech biomed bioorg biophys biosci biosens
    biosyst biotech biotechnol bol bot br brain brit bull bur calc calif can canad cand carcinog cardiol cardiovasc
    catal celest cem cent ceram char chem chim chin chir chromatogr chron cie cim cir circ circuits cirs civ class
    clim climatol clin cogn coll collect colloid combin combinat combust comm comment commun comp compar compd
    compos compr compt comput conf cong congr conserv constr contemp contr contrib coord corr cosmol cpc cr crit
    cryog cryst crystallogr curr cybern cytogenet cytol czech dan danske decis deliv demogr dent depos deriv
    dermatol des dev devel diagn diff diffus discr discrim discuss disord dokl dtsch dyn earthq ecol econ econom
    econometr ed educ eff eksp electr electroanal electrochem electromagn electron elektron elem embryol emerg
    encycl endocr endocrinol endosc energ eng engin engng engrg entomol entropy environ enzymol epidem epidemiol
    epigenet epj epjc equ equat ergeb ergod ethnopharmacol etud eur europhys evol exp exper experim expl explor ext
    fac farm fed ferment fert finan fis fiz fluoresc forens forsch fortschr fr frac franc funct fundam funkc fys
    gastroenterol gaz gazz gen genet genom geochem geochim geod geogr geol geom geomech geomet geomorphol geophys
    geosci geotech ger gerontol ges gesell govt grav gravit gynaecol gynecol handb helv hematol hepatol hered
    heterocycl hist hokkaido hon hort hosp hum hydraul hydrodyn hydrogeol hydrol hyg hypertens identif ieee ill im
    imag imm immun immunol ind indag indust inf infec infect inform infrared inorg ins inst instit instr instrum int
    integr intell interact interdiscip interf intern internat invent invertebr invest isl isot isr ital izv j jap
    jasa jcap jhep jinst jour journ jpn jrnl kagaku katal kgl khim kinet kl klin knowl kogyo koll kon kongr koninkl
    kristallogr lang laryngol learn lect leg lett lib libr limnol lingu linguist lond ltd mach macromol macromolec mag
    magn manag manuf mar mat matem matematicheskii mater math mathem meas measur mech med medd medizin mem met metab
    metall metallofiz meteor meteorol meth methodol micr microb microbiol microelectron microsc microw min mineral
    mitt mnras mo mod mol molec mon monatsh monatshefte monogr morphol multidiscip mutagen mutat nac nachr nano
    nanotechnol nas nat natl natur naturforsch naturwiss nauk nav ned nephrol neth netw neur neural neurobiol
    neurochem neuroendocrinol neurol neuropathol neuropharmacol neurophysiol neuropsychol neurosci neurosurg newsl
    nonlin nord nouv nov npb nucl num numer nuov nutr ny obs observ obst obstet occup oceanogr oceanol odontol oncol
    oper ophth ophthalmol opt optim org organomet ornithol orthod orthop osc osteop otol otolaryngol oxf pac pacif
    paed paediatr paleontol parall parallel parasitol partic pasp path pathol patt pediatr percept perf perform
    perinat periodont perspect pestic petrol pharm pharmac pharmacol pharmacother phil philol philos philosoph phot
    photo photobiol photochem photogramm photon photosynth phy phys physica physik physiol physiother phytochem
    phytopathol planet plasm plast plb pnas pneum pol polit pollut polon polym popul postgrad pow powd pra pract
    prakt prat prb prc prd pre preh prelim prepr pres prev prl prob probab probl proc prod prog progr prop propag
    propos pros prosthet prot prov psych psychiat psychiatr psychiatry psychol psychon psychopharmacol psychophys
    psychosom psychother pubbl publ publicationes pulm pur qual quant quart quat rad radiat radioanal radiobiol
    radioch radiochem radioisot radiol radiother rap rapp rass rd reanal rec rech recl reconstr refrig reg regul
    rehab rehabil rel relat relativ remote rend renorm rep repr reprod res resour resp respir resumptus resusc rev
    rheol rheum rheumatol rhinol riv rob robot roczniki roy rozpr rubb russ samml sandw scand schr schweiz sci scient scr
    sec sect secur sel sem semicond semin sens sep separ ser serv sess siam sib sibirsk sich sig simul sitz
    sitzungsber skand soc sociol softw sol som sonder soobshch sov sp spac spat spec spectr spectrom spectrosc
    speleol sprache sssr staatl stat statist stereotact steroid stoch stochast struct stud subtrop suppl sur surf
    surg surv sust sustain symb symp sympos syn syst techn technol technom tekh tekhn telecomm telecommun teor
    teoret ter terr territ textil theor theoret ther therm thermodyn thermophys thorac thromb tidsskr toh topogr
    topol tox toxicol toxikol trab trans transact transf transfus transm transp transpl transplant trav trib tribol
    trop trudy turb turbul ultras ultrason ultrasound undersea univ univers unters ups urol us usp vac val vasc vech
    veg venez ver verb verh verl veroff vers vet vib vibr vid vir virol viss vopr vortr vychisl wat wirtsch wiss
    woch wochenschr yb zap zasshi zbl zeit zeitschr zent zentr zentralbl zesz zh zhur zool ztg
    """.split()
)

JOURNAL_STARTS = frozenset(
    """
    journal j proc proceedings proc. phys physical annals ann annales annual archives arch bulletin bull transactions trans ieee acm siam
    international int european eur american am nature science lecture communications commun comm advances adv progress
    prog acta zeitschrift revue review reviews rev letters applied appl nuclear nucl philosophical phil mathematical math
    mathematische monthly astronomy astrophysical astron astrophys classical quantum class royal jhep jcap lancet cell
    izvestiya publications publ memoirs mem quarterly q british brit br japanese jpn jap canadian can chinese chin korean
    soviet sov russian russ indian computer computers artificial machine neural pattern information discrete theoretical
    inventiones duke pacific topology algebra letters trends current curr frontiers plos bmc cancer circulation gastroenterology
    biochemistry biochim biochem j. nuovo il helvetica comptes c.r. c. compt doklady dokl studia fundamenta advances adv. notices pramana new numerische
    reports rep conference workshop symposium physica proteins nuovo cimento weekly embo febs bmc jama plos pnas mmwr bmj qjm
    """.split()
)

NEVER_NAMES = (JOURNAL_STARTS - {"phil", "ann", "duke"}) | frozenset(
    """
    research scientific essays molecular cellular biology chemistry engineering medicine medical studies record therapy
    society university technology theory introduction analysis systems networks data handbook methods department volume
    """.split()
)
"""Words that no name holds, however much like one they stand there."""

SMALL_WORDS = frozenset(
    "of the and for in on de la le les des du der die das und et y e & a an to di del della delle dei per sur für fur zur "
    "zum von van der den het en i og och at by with des l d'".split()
)

VENUE = (
    r"Proceedings|Proc\b|Procs\b|Conference|Conf\b|Workshop|Symposium|Symp\b|Congress|Advances in Neural|Lecture Notes|Handbook|Encyclopedia|Encyclopaedia"
    r"|Transactions|Int(?:\.|ernational) (?:Conf|Symp|Workshop|Joint)"
)

PUBLISHERS = (
    r"(?:Springer|Wiley|Elsevier|Academic|Kluwer|Birkh[äa]user|North[- ]Holland|McGraw|Prentice|Addison|World Scientific|Press|Publ|Verlag|Dover"
    r"|Benjamin|Pergamon|Plenum|Gordon (?:and|&)|Dekker|Freeman|Morgan Kaufmann?|Lippincott|Saunders|Mosby|Blackwell|Routledge|Univ|Nauka|Mir|CRC|MIT"
    r"|Teubner|Gruyter|Hermann|Masson|Dunod|Gauthier|Hachette|Gallimard|Mouton|Brill|Sage|Erlbaum|Mac[mM]illan|Holt|Houghton|Random House|Penguin|Basic Books"
    r"|Norton|Harper|Simon (?:and|&) Schuster|Harvard|Stanford|Clarendon|Chapman|Cornell|Yale|Microsoft|Adobe|O'Reilly|American (?:Mathematical|Chemical|Physical|Institute)|AAAI"
    r"|(?:ACM|IEEE|AIP|IOP|AMS)(?: Press| Publishing| Computer Society|(?=[,.:;)]|$)))\b|(?:Publish|Universit)\w*"
)

IMPRINTS = (
    PUBLISHERS
    + r"|(?:ser(?=\. [A-Z])|Inc|Oxford|Cambridge|New York|London|Paris|Berlin|Amsterdam|Princeton|Boston|Moscow|Leipzig|Heidelberg|Singapore|Philadelphia|Chicago"
    r"|Tokyo|Wien|Stuttgart|München|Munich|Leiden|Roma|Milano|Torino|Wiesbaden|Institute|Department|Dept|[Tt]ech(?:nical)?\.? (?:[Rr]ep|[Mm]emorandum|[Nn]ote)|[Pp]atent(?= (?:[Nn]o|[Aa]pp|[A-Z]{0,2} ?\d)|[.)]|$| \(|, (?:\d|[A-Z][a-z]{2}))|ASTM International|International (?:Organi[sz]ation|Electrotechnical|Telecommunication)|Master|Ph\.? ?D|[Tt]hesis"
    r"|Diss|[Tt]hèse|Diplom|Report|Lecture Notes|Graduate Texts|University Lecture|[Tt]alk|[Pp]rivate|[Pp]ersonal [Cc]omm\w*|[Tt]hese [Pp]roc|[Pp]reprint|[Uu]npublished|in press|to appear"
    r"|To appear|submitted|in preparation|[Mm]anuscript|\d{1,2}(?:st|nd|rd|th|d)? [EeÉé]d(?:n|ition)?|\d{1,2}(?:st|nd|rd|th)(?= \(|[,.;]|$)|(?:[Ss]econd|[Tt]hird|[Rr]evised|First) [Ee]d(?:n|ition)?"
    r"|eds?|[Ee]dited by|[Tt]ransl(?:ated|ation)?|arXiv|[BCEMPSbcemps][a-z]{2,3}[AaRr][Rr]?[Xx]iv|SSRN|PANGAEA|Dryad|[Ff]igshare|[Ww]orking [Pp]aper|The Astronomer's Telegram|Astrophysics Source Code|Zenodo|GitHub|CoRR"
    r"|[vV]?\d+(?:\.\d+)+|Tes(?:i|is) d[ie]|\d{1,2}\. (?:Aufl|[EeÉé]d))\b|(?:Laborator|[Dd]issert|Habilitation)\w*"
)
"""How what follows a title that is no article's begins: publishers, places, theses, reports, editions, editors, versions."""

KINDS = (
    r"(?:[Dd]ata ?[Ss]ets?|[Cc]omputer (?:software|program)|[Ss]oftware|[Cc]ode|[Pp]reprint|[Dd]issertation|[Tt]hesis|[Vv]ideo|[Bb]log post|[Pp]ress release)"
    r"(?: file)?"
)
"""What some styles put in square brackets behind a title."""
