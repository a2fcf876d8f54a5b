import Foundation
import Synchronization

/// How a bucket stand-in misbehaves, so that whoever uses it can be tried. Set by `POST /_mood?fail=0.1&down=1`.
package struct BucketMood: Equatable, Sendable {
    /// 0...1: of all requests, how many are answered 503 SlowDown.
    package var failing = 0.0
    /// Every request is answered 503.
    package var isDown = false
    /// Milliseconds before each answer.
    package var slowness = 0
    /// Takes objects, says so, and forgets them.
    package var isLying = false
    /// Ends uploads with status 200 and an error in the body.
    package var completesBadly = false
    /// Encrypts with keys of its key service, whoever asks for what: its tags are no sums.
    package var encryptsItself = false
    /// The key may not remove anything.
    package var keepsAll = false
    /// Seconds by which its clock is ahead.
    package var ahead = 0.0

    package init() {}

    init(_ query: [(String, String)]) {
        for (name, value) in query {
            switch name {
            case "fail": failing = Double(value) ?? 0
            case "down": isDown = value == "1"
            case "slow": slowness = Int(value) ?? 0
            case "lie": isLying = value == "1"
            case "complete": completesBadly = value == "bad"
            case "kms": encryptsItself = value == "1"
            case "keep": keepsAll = value == "1"
            case "ahead": ahead = Double(value) ?? 0
            default: break
            }
        }
    }
}
