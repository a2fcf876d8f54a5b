import Domain

extension Consent.Kind {
    /// What a person says to agree, in a language that they may well speak. Nothing in it is told to a machine: whoever
    /// hears the recording must understand it and find the code in it.
    /// - Parameters:
    ///   - subject: the person's name.
    ///   - code: letters and digits, to be said one by one.
    func sentence(of subject: String, code: String, in language: Preference.Language) -> String {
        let spelt = code.map(String.init).joined(separator: " ")
        switch language {
        case .english: return "I, \(subject), agree that my \(rawValue) is cloned with Greenroom. My code is \(spelt)."
        case .chinese:
            return "我，\(subject)，同意用 Greenroom 克隆我的\(self == .face ? "面容" : "声音")。我的代码是 \(spelt)。"
        case .japanese:
            return "私、\(subject)は、Greenroom で私の\(self == .face ? "顔" : "声")を複製することに同意します。"
                + "私のコードは \(spelt) です。"
        }
    }

    /// What is said after the name, without the code.
    func spokenWords(in language: Preference.Language) -> String {
        sentence(of: "|", code: "", in: language).split(separator: "|").last.map(String.init) ?? ""
    }
}
