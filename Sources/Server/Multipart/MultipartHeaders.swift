import Foundation

/// What the headers of one part of multipart/form-data say.
struct MultipartHeaders: Equatable {
    /// The form field.
    let name: String
    /// As the client wrote it; nil for a field that is not a file. Only ``FileName`` makes it safe.
    let fileName: String?
    let contentType: String?

    /// - Parameter lines: the header lines with CR LF between them, and one in front.
    init(lines: [UInt8]) throws(MultipartReader.Malformed) {
        var disposition: HeaderParameters?
        var contentType: String?
        for line in FileNameText.decode(lines).split(separator: "\r\n") {
            guard let colon = line.firstIndex(of: ":"), colon != line.startIndex else {
                throw MultipartReader.Malformed(reason: "a part has a header line without a name")
            }
            let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
            switch line[..<colon].lowercased() {
            case "content-disposition": disposition = HeaderParameters(String(value))
            case "content-type": contentType = String(value)
            case "content-transfer-encoding":
                // RFC 7578, section 4.7: not used over HTTP. Taking base64 for the bytes would store the wrong ones.
                guard ["binary", "8bit", "7bit"].contains(value.lowercased()) else {
                    throw MultipartReader.Malformed(reason: "a part has a Content-Transfer-Encoding")
                }
            default: break
            }
        }
        guard let disposition, disposition.value.lowercased() == "form-data",
            let name = disposition.parameters["name"], !name.isEmpty
        else {
            throw MultipartReader.Malformed(reason: "a part has no Content-Disposition of form-data with a name")
        }
        self.name = name
        self.contentType = contentType
        let extended = disposition.parameters["filename*"].flatMap(Self.extendedValue)
        fileName = extended ?? disposition.parameters["filename"]
    }

    /// `UTF-8''na%C3%AFve.mp4` (RFC 8187). RFC 7578 forbids it in forms, but clients send it.
    private static func extendedValue(_ text: String) -> String? {
        let parts = text.split(separator: "'", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].lowercased() == "utf-8" else { return nil }
        return String(parts[2]).removingPercentEncoding
    }
}
