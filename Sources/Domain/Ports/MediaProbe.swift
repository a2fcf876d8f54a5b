/// Reads what a medium is and makes its thumbnail, outside this process: the bytes are hostile.
package protocol MediaProbe: Sendable {
    /// - Parameter path: absolute, of a complete file.
    func probe(_ path: String) async throws(ProbeError) -> MediaFacts

    /// Writes a JPEG to `output`.
    /// - Parameter width: 64...1280 pixels; the height follows the aspect ratio.
    func poster(of path: String, width: Int, to output: String) async throws(ProbeError)
}

package enum ProbeError: Error, Equatable, Sendable {
    /// The sentence says what was found instead of a medium.
    case notMedia(found: String)
    case timedOut
    /// The probe itself is missing or broke; the sentence is for an operator.
    case unavailable(String)
}
