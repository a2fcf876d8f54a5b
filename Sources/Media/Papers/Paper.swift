/// A paper for a person, such as a receipt: text from top to bottom. The folder `Papers` writes it as PDF, with cairo and
/// pango, which know every script that the installed fonts have.
package struct Paper: Codable, Equatable, Sendable {
    package struct Block: Codable, Equatable, Sendable {
        package enum Kind: String, Codable, Sendable {
            case heading, text, quiet
            /// Cells side by side: the first takes what the others leave, which are set to the right.
            case row
            /// A row whose words are strong.
            case sum
            case rule, gap
        }

        package let kind: Kind
        package let cells: [String]
    }

    /// Of the document, for readers that show it.
    package let title: String
    /// BCP 47, so that ideographs have the forms of the language.
    package let language: String
    package let blocks: [Block]
}
