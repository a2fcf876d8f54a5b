import HTTPTypes
import Hummingbird
import NIOCore

/// Successful answers in the API's envelope.
enum Answer {
    /// `{"success": true, "data": …}`, not to be kept by any cache.
    static func data(
        _ value: some JSONValue, status: HTTPResponse.Status = .ok, message: String? = nil, headers: HTTPFields = [:]
    ) -> Response {
        var json = JSONWriter()
        json.object { json in
            json.field("success", true)
            json.field("data", value)
            if let message { json.field("message", message) }
        }
        return Answer.json(json, status: status, headers: headers)
    }

    /// What was deleted is told as `data: null`.
    static func deleted() -> Response { data(Nothing()) }

    static func json(_ json: JSONWriter, status: HTTPResponse.Status, headers: HTTPFields = [:]) -> Response {
        var headers = headers
        headers[.contentType] = "application/json"
        if headers[.cacheControl] == nil { headers[.cacheControl] = "no-store" }
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: json.bytes)))
    }
}
