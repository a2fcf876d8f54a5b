import Domain

/// The voices that an account wants to find first.
struct FavouriteVoicesBody: Body, Sendable {
    let voices: [String]

    static var name: String? { "FavouriteVoices" }

    static func list(_ fields: inout some FieldList<Self>) {
        fields.add("voices", "Their ids, as in `GET /voices`.") { $0.voices }
    }
}

/// `PUT /settings/favourite-voices`.
struct FavouriteVoicesRequest: InputBody {
    let voices: [String]

    static let body = BodyReader(
        named: "FavouriteVoicesChange",
        .field(
            "voices",
            .set(
                of: .text(1...FavouriteVoices.longestID, pattern: "^[A-Za-z0-9_:+.@/-]+$"), 0...FavouriteVoices.most),
            "All of them, by their ids.")
    ) { voices throws(ErrorBody) in FavouriteVoicesRequest(voices: voices) }
}
