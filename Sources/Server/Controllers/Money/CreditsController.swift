import Domain
import HTTPTypes
import Hummingbird
import NIOCore
import Studio

/// `/users/credits`: what accounts have to spend; and what administrators see and correct of it.
struct CreditsController: Controller {
    private let credits: Credits
    private let billing: Billing
    private let limits: ServerLimits

    init(_ edge: Edge) { (credits, billing, limits) = (edge.house.credits, edge.house.billing, edge.limits) }

    private enum Format: String, CaseIterable, Sendable { case json, csv }

    private static let format = QueryField(
        "format", Input<Format>.word, "`csv` gives everything as one file; `cursor` and `limit` do not count then.")

    var operations: [Operation] {
        let balance = Operation.scoped(
            .read, .get, "/users/credits", "Get the credits", tag: "Billing",
            .data(CreditsBody.self, "What the account has to spend."),
            handler: { call in Answer.data(try await body(of: call.caller.account.id)) })
        guard billing.mode == .on else { return [balance] }
        return [
            balance,
            .scoped(
                .read, .get, "/users/credits/transactions", "List the movements of credits", tag: "Billing",
                Operation.Reply(
                    status: 200, description: "Newest first.",
                    content: Operation.Content(
                        types: ["application/json", "text/csv"],
                        schema: .envelope(PageBody<CreditLineBody>.schema)),
                    headers: [:]),
                handler: { call in try await history(of: call.caller.account.id, call.visit) }
            ).with(parameters: Operation.Parameter.paging + [Self.format.parameter]),
            .admin(
                .get, "/admin/users/{id}/credits", "Get an account's credits", .data(CreditsBody.self, "Its credits."),
                handler: { call in
                    let balance = try await credits.administered(call.visit.id("user"))
                    return Answer.data(
                        CreditsBody(mode: billing.mode, balance: balance, lowBalance: billing.book.lowBalance))
                }),
            .admin(
                .get, "/admin/users/{id}/credits/transactions", "List an account's movements of credits",
                .data(PageBody<CreditLineBody>.self, "Newest first."),
                handler: { call in
                    let page = try await credits.history(of: call.visit.id("user"), page: call.visit.page())
                    return Answer.data(PageBody(page: page.map(CreditLineBody.init)))
                }
            ).with(parameters: Operation.Parameter.paging),
            .admin(
                .post, "/admin/users/{id}/credits", "Give or take credits",
                .data(CreditsBody.self, "The account's credits now."), handler: adjust
            ).with(body: .json(CreditsRequest.schema), refusals: [409], replaysByKey: true),
            .admin(
                .get, "/admin/ledger/check", "Check the books",
                .data(LedgerCheckBody.self, "What is wrong with them. Nothing is changed."),
                handler: { _ in Answer.data(LedgerCheckBody(faults: try await credits.check())) }),
        ]
    }

    private func body(of account: AccountID) async throws -> CreditsBody {
        let balance =
            billing.mode == .on ? try await credits.balance(of: account) : CreditBalance(available: 0, held: 0)
        return CreditsBody(mode: billing.mode, balance: balance, lowBalance: billing.book.lowBalance)
    }

    private func history(of account: AccountID, _ visit: Visit) async throws -> Response {
        guard try visit.value(of: Self.format) == .csv else {
            let page = try await credits.history(of: account, page: visit.page())
            return Answer.data(PageBody(page: page.map(CreditLineBody.init)))
        }
        let credits = credits
        let headers: HTTPFields = [
            .contentType: "text/csv; charset=utf-8", .cacheControl: "no-store",
            .contentDisposition: "attachment; filename=\"credits.csv\"",
        ]
        return Response(
            status: .ok, headers: headers,
            body: ResponseBody { writer in
                try await writer.write(ByteBuffer(string: CreditLineBody.csvHead))
                var page = try await credits.history(of: account, page: PageRequest(limit: 100))
                while !page.items.isEmpty {
                    let lines = page.items.map { CreditLineBody(line: $0).csv }.joined()
                    try await writer.write(ByteBuffer(string: lines))
                    guard let cursor = page.nextCursor else { break }
                    page = try await credits.history(of: account, page: PageRequest(limit: 100, before: cursor))
                }
                try await writer.finish(nil)
            })
    }

    private func adjust(_ call: Call) async throws -> Response {
        let request = try await call.visit.json(CreditsRequest.self, limits)
        let balance = try await credits.adjust(
            call.visit.id("user"), by: request.credits, reason: request.reason, days: request.days,
            admin: call.caller.account.id, client: call.visit.client)
        return Answer.data(
            CreditsBody(mode: billing.mode, balance: balance, lowBalance: billing.book.lowBalance))
    }
}

/// `POST /admin/users/{id}/credits`.
struct CreditsRequest: InputBody {
    let credits: Int
    let reason: String
    let days: Int?

    static let body = BodyReader(
        named: "CreditAdjustment",
        .field("credits", .whole(-1_000_000_000...1_000_000_000), "Added; negative takes away."),
        .field("reason", .title(300), "The owner reads it."),
        .optional("days", .whole(1...3650), "After which added credits lapse; never if not given."), make: Self.init)
}

/// What a look at the books found.
struct LedgerCheckBody: Body {
    let faults: [String]

    static var name: String? { "LedgerCheck" }

    static func list(_ fields: inout some FieldList<Self>) {
        fields.add("ok") { $0.faults.isEmpty }
        fields.add("faults", "Sentences for an operator.") { $0.faults }
    }
}
