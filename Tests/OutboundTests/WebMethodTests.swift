import Crypto
import Domain
import Foundation
import Outbound
import Synchronization
import Testing

@Suite struct WebMethodTests {
    @Test(arguments: ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND"])
    func `any method arrives with its body and headers`(method: String) async throws {
        let stage = try Stage { connection in
            guard let request = connection.request() else { return }
            connection.answer(
                "200 OK", ["X-Method: \(request.method)", "X-Name: \(request.headers["x-name"] ?? "")"], request.body)
        }
        let body = Data("{\"a\":1}".utf8)

        let with = try await stage.client().send(
            WebRequest(method, stage.url + "/x", headers: ["X-Name": "ü, 1"], body: .bytes(body)))
        let without = try await stage.client().send(WebRequest(method, stage.url + "/x"))

        #expect(with.status == 200 && with.body == body && with.headers["x-method"] == method)
        #expect(with.headers["x-name"] == "ü, 1")
        #expect(without.body.isEmpty && without.headers["x-method"] == method)
    }

    @Test func `HEAD has an answer without a body`() async throws {
        let stage = try Stage { connection in
            guard let request = connection.request() else { return }
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\nX-Line: \(request.line)\r\n\r\n")
            connection.waitForEnd()
        }

        let reply = try await stage.client().send(WebRequest("HEAD", stage.url + "/x"))

        #expect(reply.headers["x-line"] == "HEAD /x HTTP/1.1" && reply.body.isEmpty)
    }

    @Test func `signers add what they see, and their headers replace those of the request`() async throws {
        struct Hashes: RequestSigner {
            func headers(for request: SigningRequest) throws(WebError) -> [String: String] {
                ["X-Signed": "\(request.method) \(request.url) \(request.bodySHA256 ?? "none")"]
            }
        }
        let stage = try Stage { connection in
            while let request = connection.request() {
                connection.answer(
                    "200 OK",
                    [
                        "X-Authorization: \(request.headers["authorization"] ?? "")",
                        "X-Signed: \(request.headers["x-signed"] ?? "")",
                    ])
            }
        }
        let client = stage.client()
        let url = stage.url + "/a?b=1"

        let bearer = try await client.send(
            WebRequest("GET", url, headers: ["authorization": "mine"], signer: Bearer("t0k3n")))
        let basic = try await client.send(
            WebRequest("GET", url, signer: Basic(user: "Aladdin", password: "open sesame")))
        let hashed = try await client.send(
            WebRequest("POST", url, body: .bytes(Data("abc".utf8)), signer: Hashes()))

        #expect(bearer.headers["x-authorization"] == "Bearer t0k3n")
        #expect(basic.headers["x-authorization"] == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==")  // RFC 7617, section 2
        #expect(
            hashed.headers["x-signed"]
                == "POST \(url) ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        await #expect(
            throws: WebError.invalid("the header Authorization holds a line break, a control character or too much")
        ) {
            _ = try await client.send(WebRequest("GET", url, signer: Bearer("a\r\nX-Admin: 1")))
        }
    }

    @Test(arguments: [
        ["X-A": "1\r\nX-Admin: 1"], ["X-A": "1\nX-Admin: 1"], ["X-A\r\nX-Admin": "1"], ["X-A": "a\0b"], ["X A": "1"],
        ["": "1"], ["X-A:": "1"], ["Host": "elsewhere"], ["content-length": "3"], ["Transfer-Encoding": "chunked"],
        ["X-A": String(repeating: "x", count: 20_000)],
    ])
    func `no header begins a line or a request of its own`(headers: [String: String]) async throws {
        let asked = Atomic(0)
        let stage = try Stage { _ in asked.add(1, ordering: .relaxed) }

        let error = await #expect(throws: WebError.self) {
            _ = try await stage.client().send(WebRequest("GET", stage.url, headers: headers))
        }

        guard case .invalid = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(asked.load(ordering: .relaxed) == 0)
    }

    @Test(arguments: ["GET /\r\nX: 1", "get", "", "CONNECT", "GE T"])
    func `a method is one word`(method: String) async throws {
        await #expect(throws: WebError.invalid("the method is not one that can be sent")) {
            _ = try await WebClient(policy: .online).send(WebRequest(method, "http://127.0.0.1:1/"))
        }
    }

    @Test(arguments: [
        "http://127.0.0.1:1/ x", "http://127.0.0.1:1/\r\nX: 1", "ftp://127.0.0.1:1/", "file:///etc/passwd", "//x/", "",
        "http://user:secret@127.0.0.1:1/", "gopher://127.0.0.1:1/",
    ])
    func `a URL is http or https, without credentials`(url: String) async throws {
        let error = await #expect(throws: WebError.self) {
            _ = try await WebClient(policy: .online).send(WebRequest("GET", url))
        }
        guard case .invalid(let words) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(!words.contains("secret"))
    }
}
