import ArgumentParser
import Foundation
import Glibc
import Media

/// Writes a receipt or an invoice.
struct PaperCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "paper",
        abstract: "Writes a paper as PDF: JSON on standard input, title, language and blocks.",
        discussion: "Exit status: 0, 2 for what is no paper, or 4 with an error object on standard output.")

    @Option(name: [.customShort("o"), .long], help: "Where the PDF goes.") var output: String

    mutating func run() throws {
        Limits.applyForReading()
        // More than this is no receipt.
        let input = FileHandle.standardInput.readData(ofLength: 1 << 20)
        guard let paper = try? JSONDecoder().decode(Paper.self, from: input) else {
            FileHandle.standardError.write(Data("this is no paper\n".utf8))
            _exit(2)
        }
        do {
            try PDFWriter.write(paper, to: output)
        } catch {
            Refusal.end(error)
        }
        _exit(0)
    }
}
