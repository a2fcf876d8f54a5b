/// Somebody the stand-ins know. The addresses are reserved for examples (RFC 2606).
struct DemoPerson: Sendable {
    /// What the vendors call them inside.
    let id: String
    let name: String
    let email: String
    let emailIsVerified: Bool

    static let all = [
        DemoPerson(id: "100000000000000000001", name: "Ada Example", email: "ada@example.com", emailIsVerified: true),
        DemoPerson(id: "100000000000000000002", name: "林晓", email: "lin@example.org", emailIsVerified: true),
        DemoPerson(id: "100000000000000000003", name: "Kenji Rei", email: "kenji@example.net", emailIsVerified: true),
        DemoPerson(id: "100000000000000000004", name: "Sam Unsure", email: "sam@example.com", emailIsVerified: false),
    ]

    static func with(id: String) -> DemoPerson? { all.first { $0.id == id } }

    /// For the buttons of a page.
    static var choices: [(value: String, label: String)] {
        all.map { person in
            (person.id, "\(person.name) (\(person.email)\(person.emailIsVerified ? "" : ", not verified"))")
        }
    }
}
