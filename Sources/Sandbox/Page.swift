import Foundation
import HTTPTypes
import Hummingbird

/// What stand-ins answer.
enum Page {
    /// A small page without scripts.
    /// - Parameter body: HTML in which all that came from outside went through ``escaped(_:)``.
    static func html(_ title: String, _ body: String, status: HTTPResponse.Status = .ok) -> Response {
        let text = """
            <!doctype html><html lang="en"><meta charset="utf-8">
            <meta name="viewport" content="width=device-width"><title>\(escaped(title))</title>
            <style>body{font:16px/1.5 system-ui,sans-serif;max-width:32rem;margin:3rem auto;padding:0 1rem}
            button{display:block;width:100%;margin:.5rem 0;padding:.75rem;font:inherit;text-align:start;cursor:pointer}
            textarea{width:100%;height:12rem}.note{color:#666}</style>
            <h1>\(escaped(title))</h1>
            \(body)
            <p class="note">A stand-in of Greenroom's sandbox. Nothing here leaves this machine.</p></html>
            """
        return Response(
            status: status,
            headers: [
                .contentType: "text/html; charset=utf-8", .cacheControl: "no-store",
                .contentSecurityPolicy: "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
                .xContentTypeOptions: "nosniff",
            ],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    /// A form of one button per choice, sent by POST to `action`.
    /// - Parameter hidden: sent along.
    static func choices(
        action: String, name: String, _ choices: [(value: String, label: String)], hidden: [(String, String)]
    ) -> String {
        let fields = hidden.map { name, value in
            #"<input type="hidden" name="\#(escaped(name))" value="\#(escaped(value))">"#
        }
        let buttons = choices.map { value, label in
            #"<button name="\#(escaped(name))" value="\#(escaped(value))">\#(escaped(label))</button>"#
        }
        return #"<form method="post" action="\#(escaped(action))">\#(fields.joined())\#(buttons.joined())</form>"#
    }

    static func json(
        _ value: [String: Any], status: HTTPResponse.Status = .ok, type: String = "application/json",
        cacheControl: String = "no-store"
    ) -> Response {
        let bytes =
            (try? JSONSerialization.data(withJSONObject: value, options: [.sortedKeys, .withoutEscapingSlashes]))
            ?? Data()
        return Response(
            status: status, headers: [.contentType: type, .cacheControl: cacheControl],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    /// Back to the application that sent the browser here.
    /// - Parameter query: appended to what the address has.
    static func redirect(to address: String, _ query: [(String, String)]) -> Response {
        var parts = URLComponents(string: address)
        let items = (parts?.queryItems ?? []) + query.map { URLQueryItem(name: $0.0, value: $0.1) }
        parts?.queryItems = items
        return Response(status: .found, headers: [.location: parts?.string ?? "/"])
    }

    static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;").replacing("'", with: "&#39;")
    }
}

extension Request {
    /// The fields of a form that was posted, at most 64 KiB of it.
    func form() async throws -> [String: String] {
        let body = try await body.collect(upTo: 65_536)
        var fields: [String: String] = [:]
        for pair in String(buffer: body).split(separator: "&") {
            let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map { half in
                half.replacing("+", with: " ").removingPercentEncoding ?? ""
            }
            fields[halves[0]] = halves.count > 1 ? halves[1] : ""
        }
        return fields
    }

    /// A query parameter, percent-decoded; empty when it is missing.
    func asked(_ name: String) -> String { uri.queryParameters.get(name) ?? "" }

    /// What the caller calls this server.
    var base: String { "http://\(head.authority ?? "127.0.0.1")" }
}
