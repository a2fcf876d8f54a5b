extension PlainText {
    /// First part of the tag of every language that has rules here.
    static let languages: [String: [SpokenText.Rule]] = [
        "de": rules(german), "fr": rules(french), "es": rules(spanish), "it": rules(italian), "pt": rules(portuguese),
        "ru": rules(russian), "ko": rules(korean),
    ]

    private static let german: Terms = {
        let months = [
            "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November",
            "Dezember",
        ]
        let words = Words("de")
        return Terms(
            tag: "de", decimal: ",", months: months, point: "Komma", minus: "minus", percent: "Prozent",
            degrees: "Grad", at: "ät", dot: "Punkt", slash: "Schrägstrich", to: "bis",
            currencies: ["€": ["Euro"], "EUR": ["Euro"], "$": ["Dollar"], "£": ["Pfund"], "CHF": ["Franken"]],
            cents: { " " + $0 },
            date: { day, month, year in
                let ordinal = words.number(day, "%spellout-ordinal-n")
                return "\(ordinal) \(months[month - 1])"
                    + (year.map { " " + words.number($0, "%spellout-numbering-year") } ?? "")
            },
            time: { hour, minute in
                (hour == 1 ? "ein" : words.number(hour)) + " Uhr" + (minute == 0 ? "" : " " + words.number(minute))
            })
    }()

    private static let french: Terms = {
        let months = [
            "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
            "novembre", "décembre",
        ]
        let words = Words("fr")
        return Terms(
            tag: "fr", decimal: ",", months: months, point: "virgule", minus: "moins", percent: "pour cent",
            degrees: "degrés", at: "arobase", dot: "point", slash: "barre oblique", to: "à",
            currencies: [
                "€": ["euro", "euros"], "EUR": ["euro", "euros"], "$": ["dollar", "dollars"], "£": ["livre", "livres"],
            ], cents: { " " + $0 },
            date: { day, month, year in
                "\(day == 1 ? "premier" : words.number(day)) \(months[month - 1])"
                    + (year.map { " " + words.number($0) } ?? "")
            },
            time: { hour, minute in
                let start = hour == 1 ? "une heure" : hour == 0 ? "zéro heure" : words.number(hour) + " heures"
                return start + (minute == 0 ? "" : " " + words.number(minute))
            })
    }()

    private static let spanish: Terms = {
        let months = [
            "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre",
            "noviembre", "diciembre",
        ]
        let words = Words("es")
        return Terms(
            tag: "es", decimal: ",", months: months, point: "coma", minus: "menos", percent: "por ciento",
            degrees: "grados", at: "arroba", dot: "punto", slash: "barra", to: "a",
            currencies: [
                "€": ["euro", "euros"], "EUR": ["euro", "euros"], "$": ["dólar", "dólares"], "£": ["libra", "libras"],
            ], cents: { " con " + $0 },
            date: { day, month, year in
                "\(words.number(day)) de \(months[month - 1])" + (year.map { " de " + words.number($0) } ?? "")
            },
            time: { hour, minute in
                (hour == 1 ? "una" : words.number(hour)) + (minute == 0 ? " en punto" : " y " + words.number(minute))
            })
    }()

    private static let italian: Terms = {
        let months = [
            "gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre", "ottobre",
            "novembre", "dicembre",
        ]
        let words = Words("it")
        return Terms(
            tag: "it", decimal: ",", months: months, point: "virgola", minus: "meno", percent: "per cento",
            degrees: "gradi", at: "chiocciola", dot: "punto", slash: "barra", to: "a",
            currencies: [
                "€": ["euro"], "EUR": ["euro"], "$": ["dollaro", "dollari"], "£": ["sterlina", "sterline"],
            ], cents: { " e " + $0 },
            date: { day, month, year in
                "\(day == 1 ? "primo" : words.number(day)) \(months[month - 1])"
                    + (year.map { " " + words.number($0) } ?? "")
            },
            time: { hour, minute in
                (hour == 1 ? "una" : words.number(hour)) + (minute == 0 ? " in punto" : " e " + words.number(minute))
            })
    }()

    private static let portuguese: Terms = {
        let months = [
            "janeiro", "fevereiro", "março", "abril", "maio", "junho", "julho", "agosto", "setembro", "outubro",
            "novembro", "dezembro",
        ]
        let words = Words("pt")
        return Terms(
            tag: "pt", decimal: ",", months: months, point: "vírgula", minus: "menos", percent: "por cento",
            degrees: "graus", at: "arroba", dot: "ponto", slash: "barra", to: "a",
            currencies: [
                "R$": ["real", "reais"], "€": ["euro", "euros"], "EUR": ["euro", "euros"], "$": ["dólar", "dólares"],
                "£": ["libra", "libras"],
            ], cents: { " e " + $0 },
            date: { day, month, year in
                "\(day == 1 ? "primeiro" : words.number(day)) de \(months[month - 1])"
                    + (year.map { " de " + words.number($0) } ?? "")
            },
            time: { hour, minute in
                let start = hour == 1 ? "uma" : hour == 2 ? "duas" : words.number(hour)
                return start + (minute == 0 ? " horas" : " e " + words.number(minute))
            })
    }()

    private static let russian: Terms = {
        let months = [
            "января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября",
            "декабря",
        ]
        let words = Words("ru")
        return Terms(
            tag: "ru", decimal: ",", months: months, point: "запятая", minus: "минус", percent: "процентов",
            degrees: "градусов", at: "собака", dot: "точка", slash: "слэш", to: "до",
            currencies: [
                "₽": ["рубль", "рубля", "рублей"], "€": ["евро"], "EUR": ["евро"],
                "$": ["доллар", "доллара", "долларов"], "£": ["фунт", "фунта", "фунтов"],
            ], cents: { " " + $0 },
            date: { day, month, year in
                let start = words.number(day, "%spellout-ordinal-neuter") + " " + months[month - 1]
                return start
                    + (year.map { " " + words.number($0, "%spellout-ordinal-masculine-genitive") + " года" } ?? "")
            },
            time: { hour, minute in
                words.number(hour) + (minute == 0 ? " ровно" : (minute < 10 ? " ноль " : " ") + words.number(minute))
            })
    }()

    private static let korean: Terms = {
        let months = (1...12).map(String.init)
        let words = Words("ko")
        let sino = "%spellout-cardinal-sinokorean"
        return Terms(
            tag: "ko", decimal: ".", months: months, point: "점", minus: "마이너스", percent: "퍼센트", degrees: "도",
            at: "골뱅이", dot: "점", slash: "슬래시", to: "에서",
            currencies: ["₩": ["원"], "$": ["달러"], "€": ["유로"], "£": ["파운드"]], cents: { " " + $0 },
            date: { day, month, year in
                let parts = [
                    year.map { words.number($0, sino) + "년" }, monthNames[month], words.number(day, sino) + "일",
                ]
                return parts.compactMap { $0 }.joined(separator: " ")
            },
            time: { hour, minute in
                let start = hour <= 12 ? hours[hour] : words.number(hour, sino)
                return start + "시" + (minute == 0 ? "" : " " + words.number(minute, sino) + "분")
            })
    }()

    /// Sino-Korean but for June and October, which lose their last sound.
    private static let monthNames: [Int: String] = [
        1: "일월", 2: "이월", 3: "삼월", 4: "사월", 5: "오월", 6: "유월", 7: "칠월", 8: "팔월", 9: "구월", 10: "시월", 11: "십일월", 12: "십이월",
    ]
    /// Hours are counted in Korean's own numbers.
    private static let hours = ["영", "한", "두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉", "열", "열한", "열두"]
}
