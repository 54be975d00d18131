import TestSupport
import Testing

@testable import Transport

@Suite struct BodyBudgetTests {
    @Test func whatIsReleasedCanBeTakenAgain() {
        let budget = MemoryBudget(limit: BodyBudget.limit)
        #expect(budget.take(BodyBudget.limit - 1))
        #expect(!budget.take(2))
        #expect(budget.take(1))
        budget.release(BodyBudget.limit)
        #expect(budget.take(BodyBudget.limit))
    }

    @Test func aShareIsGivenBackWithItsBody() throws {
        let budget = MemoryBudget(limit: BodyBudget.limit)
        var share: BodyShare? = BodyShare(budget)
        try share?.take(BodyBudget.limit)
        #expect(!budget.take(1))
        #expect(throws: TransportError.self) { try share?.take(1) }
        share?.release(10)
        #expect(budget.take(10) && !budget.take(1))
        share = nil
        #expect(budget.take(BodyBudget.limit - 10))
    }

    @Test func aBodyCountsAsLongAsItsShareIsKept() async throws {
        let size = 3 << 20
        let server = try LoopbackServer { connection in
            _ = connection.readHead()
            connection.answer(String(repeating: "x", count: size))
            connection.end()
        }
        var request = HTTPRequest(url: server.url)
        request.deadline = .now + .seconds(60)
        let engine = try HTTPEngine()
        // While it grows, a copy of it counts as well.
        #expect(engine.budget.take(BodyBudget.limit - 2 * size))
        var held = Optional(try await engine.send(request).body.hold(limit: size))
        #expect(held?.bytes.count == size)
        #expect(engine.budget.take(size) && !engine.budget.take(1))
        held = nil
        #expect(engine.budget.take(size))
    }
}
