import Domain
import GRDB

/// A page of the library: the account's videos in one order, walked from where the last page ended. What is not wanted is
/// passed over, which takes a few microseconds a video.
enum VideoListStatement: StoreStatement {
    case newest, oldest, title, longest

    init?(rawValue: String) { return nil }

    var rawValue: String { Self.start + condition + Self.filter + Self.words + order }

    private static let start = "SELECT * FROM videoRecord WHERE ownerID = :accountID AND "

    private var condition: String {
        switch self {
        case .newest: "videoID < :before"
        case .oldest: "videoID > :before"
        case .title:
            """
            (titleKey, videoID) > (coalesce((SELECT titleKey FROM video AS last WHERE last.id = :before), ''), :before)
            """
        case .longest:
            """
            (lengthMs, videoID)
                < (coalesce((SELECT lengthMs FROM video AS last WHERE last.id = :before), 9223372036854775807), :before)
            """
        }
    }

    private var order: String {
        switch self {
        case .newest: " ORDER BY videoID DESC LIMIT :limit"
        case .oldest: " ORDER BY videoID LIMIT :limit"
        case .title: " ORDER BY titleKey, videoID LIMIT :limit"
        case .longest: " ORDER BY lengthMs DESC, videoID DESC LIMIT :limit"
        }
    }

    /// What stands before the first page: `~` is greater than every character of an id.
    var beginning: String {
        switch self {
        case .newest, .longest: "~"
        case .oldest, .title: ""
        }
    }

    private static let filter = """

        AND trashedAt IS NULL
        AND (:kind IS NULL OR madeBy = :kind)
        AND (:isFavourite IS NULL OR isFavourite = :isFavourite)
        AND (:folderID IS NULL OR folderID = :folderID)
        AND (:from IS NULL OR madeAt >= :from)
        AND (:to IS NULL OR madeAt < :to)
        AND (:tagID IS NULL OR EXISTS (SELECT 1 FROM videoTag
            WHERE accountID = :accountID AND videoID = videoRecord.videoID AND tagID = :tagID))
        """

    /// A place for each word that may be asked for: what it begins with, and what lies behind all words that do.
    private static let words = (0..<SearchWords.mostAsked).map { place in
        """

        AND (:from\(place) IS NULL
            OR EXISTS (SELECT 1 FROM videoWord WHERE videoWord.number = videoRecord.number
                AND word >= :from\(place) AND word < :to\(place))
            OR EXISTS (SELECT 1 FROM videoTag CROSS JOIN tagWord ON tagWord.tagID = videoTag.tagID
                WHERE videoTag.accountID = :accountID AND videoTag.videoID = videoRecord.videoID
                    AND word >= :from\(place) AND word < :to\(place)))
        """
    }.joined()

    /// - Parameter words: the beginnings that are asked for.
    static func arguments(for words: [String]) -> StatementArguments {
        (0..<SearchWords.mostAsked).reduce([:]) { arguments, place in
            let word = words.indices.contains(place) ? words[place] : nil
            return arguments &+ ["from\(place)": word, "to\(place)": word.map { $0 + "\u{10FFFF}" }]
        }
    }
}
