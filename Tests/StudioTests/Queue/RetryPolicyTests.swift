import Domain
import Studio
import Testing

@Suite struct RetryPolicyTests {
    private let passing = GenerationTask.Failure(code: "engine_killed", message: "It stopped.", isRetryable: true)

    @Test func `the wait grows with each attempt and never beyond its limit`() {
        let policy = RetryPolicy()

        #expect(policy.wait(afterAttempt: 1, chance: 0.5) == .seconds(5))
        #expect(policy.wait(afterAttempt: 2, chance: 0.5) == .seconds(30))
        #expect(policy.wait(afterAttempt: 50, chance: 0.5) == policy.longestWait)
    }

    @Test func `those that failed together do not come back together`() {
        let policy = RetryPolicy()

        #expect(policy.wait(afterAttempt: 1, chance: 0) == .seconds(4))
        #expect(policy.wait(afterAttempt: 1, chance: 0.999) > .milliseconds(5990))
    }

    @Test func `the last attempt is the last`() {
        let policy = RetryPolicy()

        #expect(policy.decide(passing, attempt: 2, of: 3, chance: 0.5) == .retry(after: .seconds(30)))
        #expect(policy.decide(passing, attempt: 3, of: 3, chance: 0.5) == .fail(passing))
    }

    @Test func `what cannot work is not tried again`() {
        let final = GenerationTask.Failure(code: "no_face_in_source", message: "No face.", isRetryable: false)

        #expect(RetryPolicy().decide(final, attempt: 1, of: 3, chance: 0.5) == .fail(final))
    }
}
