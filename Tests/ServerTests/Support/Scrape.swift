import Testing

/// What `/metrics` told, read as Prometheus reads it.
struct Scrape {
    /// By name and labels, as they stand: `greenroom_http_requests_total{method="GET",…}`.
    let values: [String: Double]
    let lines: [String]

    init(_ text: String) throws {
        lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        #expect(lines.last == "", "the last line must end, too")
        var values: [String: Double] = [:]
        for line in lines where !line.isEmpty && !line.hasPrefix("#") {
            let space = try #require(line.lastIndex(of: " "), "\(line)")
            let name = String(line[..<space])
            #expect(values[name] == nil, "\(name) is told twice")
            let value: Double = try #require(Double(line[line.index(after: space)...]), "\(line)")
            values[name] = value
        }
        self.values = values
    }

    /// Nil when it is not told.
    subscript(_ name: String) -> Double? { values[name] }

    /// What has grown since, by how much.
    func growth(since earlier: Scrape) -> [String: Double] {
        values.reduce(into: [:]) { grown, entry in
            let difference = entry.value - (earlier[entry.key] ?? 0)
            if difference != 0 { grown[entry.key] = difference }
        }
    }
}

extension TestHouse {
    func scrape() async throws -> Scrape {
        let reply = try await http.get("/metrics")
        #expect(reply.status == 200, "\(reply.text)")
        return try Scrape(reply.text)
    }

    /// The refusals that were counted meanwhile, with what they grew by.
    func refusals(during body: () async throws -> Void) async throws -> [String: Double] {
        let before = try await scrape()
        try await body()
        return try await scrape().growth(since: before).filter { $0.key.hasPrefix("greenroom_refused_") }
    }
}
