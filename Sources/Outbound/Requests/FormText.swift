import Foundation

/// Name and value pairs as HTML forms and queries write them.
package enum FormText {
    /// Everything but the unreserved characters of RFC 3986, section 2.3, is percent-encoded.
    package static func of(_ pairs: [(String, String)]) -> String {
        pairs.map { name, value in "\(encoded(name))=\(encoded(value))" }.joined(separator: "&")
    }

    private static let unreserved = CharacterSet(
        charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")

    private static func encoded(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: unreserved) ?? ""
    }
}
