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
    abh abs abstr acad acc acoust acta actual adm adv aero aeronaut aerosp aeron afr ag agr agric agron akad alg algebr
    allg am amer an anaesth anal analyt anat angew anim ann anorg annu anthropol antimicrob appl approx aquat arch archaeol
    artif arthr arthritis ass assn assoc astr astron astronom astroph astrophys atmos atom aust austral autom automat auton
    avd bact bacteriol behav beitr belg ber bibl bioch biochem biochim bioeng bioinf bioinform biogeochem biogr biol biom
    biomater biomech biomed bioorg biophys biosci biosens biosyst biotech biotechnol bol bot br brain brit bull bur
    c.r. calc calif can canad cand carcinog cardiol cardiovasc cas cat catal celest cem cent ceram char chem chim chin chir
    chromatogr chron cie cir circ circuits cirs civ class clim climatol clin cogn coll collect colloid combin combinat
    combust comm comment commun comp compar compd compos compr compt comput conf cong congr conserv constr contemp contr contrib
    control coord corr cosmol cr crit cryog cryst crystallogr curr cybern cytogenet cytol czech dan danske decis deliv demogr
    dent depos deriv dermatol des detect determ dev dev. devel diagn diff differ differ. diffus discr discrim discuss disord dokl dtsch
    dyn earthq ecol econ econom econometr ed educ eff electr electroanal electrochem electromagn electron elektron elem
    embryol emerg encycl endocr endocrinol endosc energ eng engin engng engrg entomol entropy environ enzymol epidem epidemiol
    epigenet equ equat ergeb ergod ethnopharmacol etud eur europhys evol exp exper experim expl explor ext fac farm
    fed ferment fert finan fiz fluid fluoresc forens forsch fortschr found fr frac franc fund fundam funkc funct fusion fys gastroenterol
    gaz gazz gen genet genom geochem geochim geod geogr geol geom geomech geomet geomorphol geophys geosci geotech ger
    gerontol gesell ges glob govt grav gravit gynecol gynaecol handb heart helv hematol hepatol hered heterocycl hist hokkaido hon
    hort hosp hum hydraul hydrodyn hydrogeol hydrol hyg hypertens hyg identif ill im imag imm immun immunol ind indag
    indust inf infec infect inform infrared inorg ins inst instit instr instrum int intell integr interact interdiscip interf intern
    internat invent invest invertebr ion isl isot isr ital izv j jap jour journ jpn jrnl kgl kl klin kongr kon koll koninkl kristallogr
    lab lang laryngol lect leg lett letter lib libr limnol linear lingu linguist liq lit lond ltd mach macromol macromolec
    mag magn mag. man manag manuf mar mat mater math matem mathem matematicheskii mech med meas measur medd medizin mem met metab
    metall metallofiz meteor meteorol meth method methodol micr microb microbiol microelectron microsc microw mil min mineral mitt mo mod model
    mol molec monatsh monogr mon monatshefte morphol mot mov multidiscip mus mutagen mutat nac nachr nano nanotechnol nas nat natl natur
    naturwiss naturforsch nauk nav ned neth nephrol netw neur neural neurobiol neurochem neuroendocrinol neurol neuropathol
    neuropharmacol neurophysiol neuropsychol neurosci neurosurg new newsl nonlin non nord notes not nouv nov nucl num numer nuov nutr
    ny obs observ obst obstet occup oceanogr oceanol odontol oncol oper ophth ophthalmol opt optim optics oral orchest ord org organ
    organomet ornithol orthod orthop osc osteop otol otolaryngol oxf paed paediatr pac pacif paleontol parall parasitol parallel part partic path
    pathol patt pediatr percept perf perform perinat periodont perspect pest pestic petrol pharm pharmac pharmacol pharmacother philol phil philos
    philosoph phot photo photobiol photochem photogramm photon photosynth phy phys physik physiol physiother phytochem phytopathol
    planet plan plant plast plasm pneum pol polit pollut polon polym pop popul postgrad pow powd pract prakt prat preh prelim
    prepr pres press prev prim prob probab probl proc process prod prog progr progress prop propag propos pros prosthet prot protect protein prov psych
    psychiat psychiatr psychiatry psychol psychon psychopharmacol psychophys psychosom psychother publ pubbl publicationes pulm pur qual quant
    quart quat quatern rad radiat radioanal radiobiol radioch radiochem radioisot radiol radiother rap rapp rass rd
    react reanal rec rech rech. recl reconstr refrig reg regul rehab rehabil rel relat relativ remote rend renorm rep repr reprod res resour
    respir resp resusc rest resumptus rev reviews rheol rheum rheumatol rhinol ric riv rob robot roczniki roy rozpr rubb russ samml sandw
    scand schr schweiz sci scient scr sec sect secur sel sem semicond semin sens sensors sep separ ser serv sess sib sibirsk
    sich sig signal simul sitz sitzungsber skand soc sociol soft softw sol solid som sonder soobshch sov soviet sp spac spat spec spectr
    spectrom spectrosc speleol sport sprache staatl stand stat statist stereotact steroid stoch stochast struct stud subtrop suppl
    sur surf surg surv sust sustain symb symp sympos syn syst system tech techn technol technom tekh tekhn telecomm telecommun
    teor ter territ textil teoret terr theor theoret ther therm thermodyn thermophys thorac thromb tidsskr toh top topol topogr tow
    tox toxicol toxikol trab trait trans transact transf transfus transm transp transpl transplant transport trav treat trend
    trib tribol trop trudy turb turbul ultras ultrason ultrasound undersea univ univers unters upper ups urol us usp
    vac val vasc vech veg venez ver verb verh verl veroff vers vet vib vibr vid vir virol vis viss vortr vopr vychisl wat water
    weld wid wirtsch wiss withdr wochenschr woch world yad yb zap zbl zeit zeitschr zent zentr zentralbl zesz zh zhur zool ztg
    jhep jcap apj apjl apjs aap mnras pasp aj pnas prl prd prb prc pra pre npb plb cpc jinst epjc epj physica ieee acm siam jasa
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
    reports rep conference workshop symposium
    """.split()
)

SMALL_WORDS = frozenset(
    "of the and for in on de la le les des du der die das und et y e & a an to di del della delle dei per sur für fur zur "
    "zum von van der den het en i og och at by with des l d'".split()
)

VENUE = (
    r"Proceedings|Proc\b|Procs\b|Conference|Conf\b|Workshop|Symposium|Symp\b|Congress|Advances in Neural|Lecture Notes|Handbook|Encyclopedia|Encyclopaedia"
    r"|Transactions|Int(?:\.|ernational) (?:Conf|Symp|Workshop|Joint)"
)

PUBLISHERS = (
    r"Springer|Wiley|Elsevier|Academic|Kluwer|Birkh[äa]user|North[- ]Holland|McGraw|Prentice|Addison|World Scientific|Press\b|Publish|Publ\b|Verlag"
    r"|Dover|Benjamin|Pergamon|Plenum|Gordon (?:and|&)|Marcel Dekker|Dekker|Freeman|Morgan Kaufmann|Lippincott|Saunders|Mosby|Blackwell|Routledge"
    r"|Univ(?:ersity|\.)|Universit|Oxford|Cambridge|New York|London|Paris|Berlin|Amsterdam|Princeton|Boston|Moscow|Leipzig|Heidelberg|Singapore"
    r"|Philadelphia|Chicago|Nauka|Mir\b|CRC|MIT|Teubner|Gruyter|Hermann|Masson|Dunod|Gauthier|Hachette|Gallimard|Mouton|Brill|Sage|Erlbaum|Macmillan|Holt"
    r"|Houghton|Random House|Penguin|Basic Books|Norton|Harper|Harvard|Stanford|Clarendon|Chapman|Cornell|Yale|Tokyo|Wien|Stuttgart|München|Munich|Leiden|Roma|Milano|Torino|Wiesbaden"
    r"|Microsoft|Adobe|O'Reilly|American (?:Mathematical|Chemical|Physical|Institute)|AMS\b|AIP\b|IOP\b|IEEE\b|ACM\b|AAAI|Institute|Laborator|Department|Dept|Technical|Tech\. ?[Rr]ep|Master|Ph\.? ?D|Thesis|thesis|Diss|Thèse|Dissertation|Diplom|Report|Preprint|preprint|unpublished|in press|to appear|submitted|in preparation"
)
