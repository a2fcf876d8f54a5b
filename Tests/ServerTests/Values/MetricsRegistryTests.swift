import Metrics
import Testing

@testable import Server

/// What a collector reads must be the format it knows.
struct MetricsRegistryTests {
    @Test func `labels with anything in them stay one line, in one order`() throws {
        let registry = MetricsRegistry()
        let odd = "a \"b\" \\ c\nd=1} 2"
        Counter(label: "visits", dimensions: [("zone", "z"), ("agent", odd)], factory: registry).increment()
        Counter(label: "visits", dimensions: [("agent", odd), ("zone", "z")], factory: registry).increment(by: 2)
        Counter(label: "visits", dimensions: [("zone", "a"), ("agent", "b")], factory: registry).increment()
        Counter(label: "9 odd.name-é", dimensions: [("a label:", "x")], factory: registry).increment()

        #expect(
            registry.text() == #"""
                # TYPE _9_odd_name___ counter
                _9_odd_name___{a_label_="x"} 1
                # TYPE visits counter
                visits{agent="a \"b\" \\ c\nd=1} 2",zone="z"} 3
                visits{agent="b",zone="a"} 1

                """#)
    }

    @Test func `times are told as cumulative buckets in seconds, with a count that is the last of them`() throws {
        let registry = MetricsRegistry()
        let timer = Timer(label: "wait_seconds", dimensions: [("kind", "a")], factory: registry)
        for nanoseconds: Int64 in [400_000, 500_000, 500_001, 30_000_000, 3_600_000_000_000] {
            timer.recordNanoseconds(nanoseconds)
        }

        let scrape = try Scrape(registry.text())

        #expect(scrape.lines[0] == "# TYPE wait_seconds histogram")
        #expect(scrape[#"wait_seconds_bucket{kind="a",le="0.0005"}"#] == 2)
        #expect(scrape[#"wait_seconds_bucket{kind="a",le="0.001"}"#] == 3)
        #expect(scrape[#"wait_seconds_bucket{kind="a",le="0.05"}"#] == 4)
        #expect(scrape[#"wait_seconds_bucket{kind="a",le="60"}"#] == 4)
        #expect(scrape[#"wait_seconds_bucket{kind="a",le="+Inf"}"#] == 5)
        #expect(scrape[#"wait_seconds_count{kind="a"}"#] == 5)
        #expect(scrape[#"wait_seconds_sum{kind="a"}"#] == 3600.031400001)
        let bounds = scrape.lines.filter { $0.contains("_bucket") }
        #expect(bounds.count == 16 && bounds.last?.contains("+Inf") == true)
    }

    @Test func `gauges go up and down, and numbers of others are asked for when they are told`() throws {
        let registry = MetricsRegistry()
        let gauge = Meter(label: "level", factory: registry)
        gauge.set(3)
        gauge.increment(by: 0.5)
        gauge.decrement()
        registry.gauge("asked") { 42 }
        let recorder = Recorder(label: "sizes", factory: registry)
        recorder.record(2)
        recorder.record(0.25)

        let scrape = try Scrape(registry.text())

        #expect(scrape["level"] == 2.5 && scrape["asked"] == 42)
        #expect(scrape["sizes_sum"] == 2.25 && scrape["sizes_count"] == 2)
        #expect(scrape.lines.contains("# TYPE sizes summary") && scrape.lines.contains("level 2.5"))
    }

    @Test func `nothing is lost when many count at a time`() async throws {
        let registry = MetricsRegistry()

        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    let counter = Counter(label: "all", factory: registry)
                    let timer = Timer(label: "times", factory: registry)
                    for _ in 0..<10_000 {
                        counter.increment()
                        timer.recordNanoseconds(1)
                    }
                }
            }
        }

        let scrape = try Scrape(registry.text())
        #expect(scrape["all"] == 80_000 && scrape["times_count"] == 80_000)
    }

    @Test func `a label without bounds does not fill the memory of who collects, and one name is one kind`() throws {
        let registry = MetricsRegistry()

        for number in 0..<5000 {
            Counter(label: "careless", dimensions: [("path", "/\(number)")], factory: registry).increment()
        }
        Meter(label: "careless", dimensions: [("path", "other")], factory: registry).set(1)

        #expect(try Scrape(registry.text()).values.count == 1000)
    }

    @Test func `numbers are written so that they are read as they were`() {
        for (number, text) in [
            (0.0, "0"), (-3, "-3"), (1e15, "1000000000000000"), (0.1, "0.1"), (1e300, "1e+300"), (.infinity, "+Inf"),
            (-.infinity, "-Inf"), (.nan, "NaN"),
        ] {
            #expect(Exposition.number(number) == text)
        }
    }
}
