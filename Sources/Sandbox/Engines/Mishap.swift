/// What a stand-in of an engine is made to do wrong, until it is told otherwise.
package enum Mishap: String, CaseIterable, Sendable {
    case none
    /// Jobs begin and get no further until another mishap, or none, is played.
    case waits
    /// Each job is found to be of no use once it runs.
    case refusesInput = "refuses-input"
    /// Each job fails once it runs.
    case fails
    /// The next job fails once it runs.
    case failsOnce = "fails-once"
    /// The next job is taken, and the connection ends before the answer.
    case losesAnswer = "loses-answer"
    /// The next job is not taken, and the connection ends before an answer.
    case losesRequest = "loses-request"
    /// Results are gone when they are fetched.
    case expired
    /// The next fetch of a result breaks off in the middle.
    case breaksOff = "breaks-off"
    /// Every answer is a page for people.
    case html
    /// A job is refused with status 200.
    case errorInSuccess = "error-in-success"
    /// Results have 0 bytes.
    case empty
    /// Results are text.
    case text
    /// Results are behind a redirect.
    case redirects
    /// The key is no longer good.
    case keyRefused = "key-refused"
    /// The account is used up.
    case usedUp = "used-up"
    /// Too many ask.
    case throttled
    /// Every call is answered with status 500.
    case broken

    var title: String { rawValue.replacing("-", with: " ") }

    /// Whether it happens to one job only.
    var isOnce: Bool { [.failsOnce, .losesAnswer, .losesRequest, .breaksOff].contains(self) }
}
