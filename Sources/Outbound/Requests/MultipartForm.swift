import Foundation

/// Fields and files as `multipart/form-data` (RFC 7578), in the order in which they were added; files are read while they
/// are sent.
package struct MultipartForm: Sendable {
    private let boundary: String
    private var parts: [WebBody.Part] = []

    /// - Parameter boundary: must occur in no part; by default it is random.
    package init(boundary: String = "greenroom-\(UUID().uuidString)") { self.boundary = boundary }

    package var contentType: String { "multipart/form-data; boundary=\(boundary)" }

    package var body: WebBody { .parts(parts + [.bytes(Data("--\(boundary)--\r\n".utf8))]) }

    package mutating func add(_ name: String, _ value: String) {
        add(head(name), .bytes(Data(value.utf8)))
    }

    /// - Parameters:
    ///   - fileName: as the service is to see it.
    ///   - type: a media type.
    package mutating func add(_ name: String, file: WebFile, fileName: String, type: String) {
        add(head(name) + "; filename=\"\(Self.quoted(fileName))\"\r\nContent-Type: \(Self.quoted(type))", .file(file))
    }

    private mutating func add(_ head: String, _ content: WebBody.Part) {
        parts += [.bytes(Data("--\(boundary)\r\n\(head)\r\n\r\n".utf8)), content, .bytes(Data("\r\n".utf8))]
    }

    private func head(_ name: String) -> String { "Content-Disposition: form-data; name=\"\(Self.quoted(name))\"" }

    /// As browsers do it (HTML standard, "multipart form data").
    private static func quoted(_ text: String) -> String {
        text.replacing("\r", with: "%0D").replacing("\n", with: "%0A").replacing("\"", with: "%22")
    }
}
