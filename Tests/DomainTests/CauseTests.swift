import Domain
import Foundation
import Testing

/// An operator reads a sentence, not a dump.
@Suite struct CauseTests {
    private struct Own: Error, CustomStringConvertible { let description = "the key is damaged" }

    @Test func `what the system said is said`() throws {
        let missing = #expect(throws: (any Error).self) {
            try FileManager.default.createDirectory(atPath: "/proc/none/x", withIntermediateDirectories: true)
        }
        let unread = #expect(throws: (any Error).self) {
            try String(contentsOf: URL(fileURLWithPath: "/nowhere/x"), encoding: .utf8)
        }

        #expect("\(Cause(try #require(missing)))" == "No such file or directory")
        #expect(!"\(Cause(try #require(unread)))".contains("Domain="))
    }

    @Test func `an error of ours speaks for itself`() {
        #expect("\(Cause(Own()))" == "the key is damaged")
    }

    private struct NoRoom: StorageFault { let isFull = true }

    @Test func `a full disk is said to be, with what to do`() {
        #expect("\(Cause(NoRoom()))" == "the disk is full; make room and try again")
    }
}
