/// One item of a collection of the server, such as `/files`.
extension RemoteAccess {
    /// - Throws: ``CommandFailure``.
    func delete(_ id: String, of collection: String, saying words: String) async throws {
        let answer = try await connect().ask("DELETE", "\(collection)/\(try RemoteServer.part(id))")
        print(answer) { "\(words)\n" }
    }

    /// Writes the bytes of the address that the item tells.
    /// - Throws: ``CommandFailure``; there is no file then.
    func download<Item: Decodable>(
        _ id: String, of collection: String, to output: String, from address: (Item) throws -> String
    ) async throws {
        let server = try connect()
        let answer = try await server.ask("GET", "\(collection)/\(try RemoteServer.part(id))")
        try await server.download(try address(answer.data(as: Item.self)), to: output)
        print(answer) { "\(output)\n" }
    }
}
