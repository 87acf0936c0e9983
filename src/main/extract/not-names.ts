/**
 * Words that stand where a name could stand and are part of none: headings, job titles, fields of
 * work, in the languages that CVs are seen in. Folded: lower case, no diacritics.
 */
export const NOT_NAMES: ReadonlySet<string> = new Set(
  `curriculum vitae cv resume lebenslauf europass profile summary objective experience education skills contact details
personal information about me career work employment history projects languages interests references certifications awards
achievements publications professional qualifications qualification highlights accomplishments overview core strengths
competencies training volunteer hobbies declaration statement address phone email mobile page confidential portfolio
application letter cover date birth nationality gender linkedin github website technical key executive expertise areas
manager engineer developer accountant analyst consultant director assistant specialist administrator designer architect
teacher nurse officer supervisor coordinator representative technician executive associate advisor adviser agent clerk chef
cook driver lawyer attorney paralegal banker trainer instructor coach artist writer editor producer recruiter generalist
partner president vice chief head lead leader senior junior staff intern student graduate tester scientist researcher
programmer mechanic electrician operator worker consultant controller auditor bookkeeper buyer planner strategist marketer
salesman saleswoman salesperson cashier receptionist secretary doctor physician surgeon dentist pharmacist therapist
superintendent inspector advocate welder carpenter plumber foreman librarian translator interpreter journalist photographer
psychologist nutritionist biologist chemist physicist geologist statistician investigator broker teller merchandiser attendant
steward waiter waitress bartender hairdresser firefighter caregiver nanny midwife paramedic radiographer veterinarian ii iii
business sales marketing finance financial accounting banking hr human resources healthcare health medical legal law public
relations digital media construction aviation agriculture apparel automobile automotive fitness culinary arts food design
information technology it software web mobile data science machine learning cloud devops java python javascript php react
android ios full stack fullstack frontend backend front back end network security systems system database quality assurance
project product program programme process supply chain logistics operations customer service services support management
administration development engineering research consulting education maintenance industrial mechanical electrical civil
chemical production manufacturing global international regional national general group company corporation inc ltd llc
university college school institute department bachelor master degree of the and for with in at to a an
experienced skilled certified licensed registered dedicated motivated results oriented driven
profil sumar obiectiv experienta educatie aptitudini competente contact informatii personale formare studii limbi straine
date despre mine nume prenume adresa telefon inginer programator contabil profesor asistent medical economist consilier
sef director vanzari agent operator tehnician specialist responsabil manager proiect dezvoltator analist medic avocat jurist
bucatar sofer electrician mecanic vanzator coordonator referent secretara arhitect traducator resurse umane financiar
profil resume competences formation langues experiences professionnelles etat civil coordonnees ingenieur comptable infirmier
infirmiere enseignant vendeur responsable assistante charge chef developpeur technicien conseiller directeur
berufserfahrung ausbildung kenntnisse sprachen personliche daten angaben ingenieur entwickler buchhalter buchhalterin
krankenschwester krankenpfleger lehrer lehrerin kaufmann kauffrau leiter leiterin berater beraterin sachbearbeiter
perfil resumen experiencia laboral educacion formacion habilidades idiomas datos personales ingeniero ingeniera contador
contadora desarrollador enfermera enfermero profesora profesor administrativo vendedor gerente jefe tecnico
profilo esperienza istruzione formazione competenze lingue dati personali ingegnere contabile infermiere insegnante
resumo experiencia profissional formacao competencias engenheiro contador enfermeiro
doswiadczenie wyksztalcenie umiejetnosci jezyki dane osobowe ksiegowa ksiegowy inzynier nauczyciel pielegniarka
ozgecmis deneyim egitim yetenekler muhendis muhasebeci ogretmen hemsire
`
    .split(/\s+/)
    .filter((word) => word !== ''),
);
