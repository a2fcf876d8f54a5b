import Domain
import Foundation
import TestSupport
import Testing

@testable import Providers

/// What is sold is a file that somebody writes; each mistake in it is named by where it stands.
@Suite struct PriceBookTests {
    private static let plan = #"{"id": "free", "name": {"en": "Free"}, "minutes": 5}"#

    private func mistake(_ json: String) -> String? {
        do throws(ManifestMistake) {
            _ = try PriceBook(Data(json.utf8))
            return nil
        } catch {
            return error.path
        }
    }

    @Test(arguments: [
        ("", "$"), ("[]", "$"), ("{}", "$.plans"), (#"{"plans": []}"#, "$.tariff"),
        (#"{"plans": [{}], "tariff": {}}"#, "$.plans[0].minutes"),
        (#"{"plans": [{"id": "a", "name": {"en": "A"}, "minutes": 1.5}], "tariff": {}}"#, "$.plans[0].minutes"),
        (#"{"plans": [{"id": "A", "name": {"en": "A"}, "minutes": 1}], "tariff": {}}"#, "$.plans[0].id"),
        (#"{"plans": [{"id": "a", "name": {"ja": "A"}, "minutes": 1}], "tariff": {}}"#, "$.plans[0].name.en"),
        (
            #"{"plans": [{"id": "a", "name": {"en": "A"}, "minutes": 1, "prices": {}}], "tariff": {}}"#,
            "$.plans[0].prices"
        ),
        (
            #"{"plans": [{"id": "a", "name": {"en": "A"}, "minutes": 1, "prices": {"USD": 9.99}}], "tariff": {}}"#,
            "$.plans[0].prices.USD"
        ),
        (
            #"{"plans": [{"id": "a", "name": {"en": "A"}, "minutes": 1, "prices": {"JPY": "9.99"}}], "tariff": {}}"#,
            "$.plans[0].prices.JPY"
        ),
        (
            #"{"plans": [{"id": "a", "name": {"en": "A"}, "minutes": 1, "prices": {"DOGE": "1"}}], "tariff": {}}"#,
            "$.plans[0].prices.DOGE"
        ),
        ("{\"plans\": [\(plan), \(plan)], \"tariff\": {}}", "$.plans"),
        (#"{"plans": [], "tariff": {"dance": {"flat": 1}}}"#, "$.tariff.dance"),
        (#"{"plans": [], "tariff": {"speech": {"flat": 1, "per_minute": 1}}}"#, "$.tariff.speech"),
        (
            #"{"plans": [], "tariff": {}, "packs": [{"id": "a", "name": {"en": "A"}, "credits": 0}]}"#,
            "$.packs[0].credits"
        ),
        (#"{"plans": [], "tariff": {}, "taxes": [{"name": "VAT", "percent": "100"}]}"#, "$.taxes[0].percent"),
        (#"{"plans": [], "tariff": {}, "colour": 1}"#, "$.colour"),
        (
            #"{"plans": [{"id": "a", "name": {"en": "A"}, "minutes": 1}], "tariff": {}, "packs": [{"id": "a", "name": {"en": "A"}, "credits": 1, "prices": {"USD": "1"}}]}"#,
            "$.packs[0].id"
        ),
        (
            #"{"plans": [{"id": "a", "name": {"en": "A"}, "minutes": 1, "minutes": 9}], "tariff": {}}"#,
            "$.plans[0].minutes"
        ),
        (#"{"plans": [], "tariff": {"speech": {"flat": 1}, "sp\u0065ech": {"flat": 2}}}"#, "$.tariff.speech"),
        (
            #"{"plans": [], "tariff": {}, "seller": {"name": "a, \"name\"", "lines": ["{", "}"], "name": "b"}}"#,
            "$.seller.name"
        ),
    ]) func `names the place of a mistake`(json: String, path: String) {
        #expect(mistake(json) == path)
    }

    @Test func `the one that ships is good`() throws {
        let book = try PriceBook(file: Repository.data.appending(path: "plans.json").path)

        #expect(book.freePlan?.terms.minutes == 5)
        #expect(book.plan("standard")?.prices[.jpy]?.minor == 4400)
        #expect(book.pack("minutes")?.prices[.usd]?.minor == 900)
    }
}
