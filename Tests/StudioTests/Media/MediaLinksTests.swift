import Domain
import Foundation
import Studio
import Testing
import TestSupport

@Suite struct MediaLinksTests {
    private let clock = HandClock()
    private let file: FileID = sampleIDs.next()

    private var links: MediaLinks { MediaLinks(signingKey: Data(repeating: 7, count: 32), now: clock.now) }

    @Test func `opens the file and view it was made for, until it expires`() {
        let proof = links.proof(of: file, .content)

        #expect(links.isGood(proof, for: file, .content))
        #expect(!links.isGood(proof, for: file, .download))
        #expect(!links.isGood(proof, for: file, .thumbnail(width: 320)))
        #expect(!links.isGood(proof, for: sampleIDs.next(), .content))
        clock.advance(by: .seconds(3599))
        #expect(links.isGood(proof, for: file, .content))
        clock.advance(by: .seconds(302))
        #expect(!links.isGood(proof, for: file, .content))
    }

    @Test func `a picture's address shows it in the width the screen needs`() {
        let proof = links.proof(of: file, .thumbnail(width: 320))

        #expect(links.isGood(proof, for: file, .thumbnail(width: 1280)))
        #expect(!links.isGood(proof, for: file, .content))
    }

    @Test func `a later end needs another signature`() {
        let proof = links.proof(of: file, .content)

        let stretched = MediaLinks.Proof(expires: proof.expires + 86400, signature: proof.signature)

        #expect(!links.isGood(stretched, for: file, .content))
        #expect(!links.isGood(.init(expires: proof.expires, signature: ""), for: file, .content))
    }

    @Test func `another home's key opens nothing here`() {
        let foreign = MediaLinks(signingKey: Data(repeating: 8, count: 32), now: clock.now)

        #expect(!links.isGood(foreign.proof(of: file, .content), for: file, .content))
    }

    @Test func `stays the same for a while, so that browsers can keep what they loaded`() {
        clock.advance(by: .seconds(1))
        let early = links.url(of: file, .content)
        clock.advance(by: .seconds(100))

        #expect(links.url(of: file, .content) == early)
        #expect(early.hasPrefix("/api/v1/files/\(file)/content?expires="))
    }
}
