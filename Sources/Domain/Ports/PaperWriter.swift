import Foundation

/// Makes a file of a paper for a person, such as a receipt.
package protocol PaperWriter: Sendable {
    /// - Returns: PDF.
    /// - Throws: ``PaperError``.
    func write(_ paper: Paper) async throws(PaperError) -> Data
}

package struct PaperError: Error, Equatable, Sendable {
    /// For administrators.
    package let reason: String

    package init(_ reason: String) { self.reason = reason }
}

/// Text from top to bottom, as whoever writes it reads it.
package struct Paper: Codable, Equatable, Sendable {
    package struct Block: Codable, Equatable, Sendable {
        package enum Kind: String, Codable, Sendable { case heading, text, quiet, row, sum, rule, gap }

        package let kind: Kind
        package let cells: [String]

        package init(_ kind: Kind, _ cells: String...) {
            self.kind = kind
            self.cells = cells
        }
    }

    package let title: String
    /// BCP 47.
    package let language: String
    package var blocks: [Block]

    package init(title: String, language: String, blocks: [Block]) {
        self.title = title
        self.language = language
        self.blocks = blocks
    }
}
