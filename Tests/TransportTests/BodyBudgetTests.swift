import Testing

@testable import Transport

@Suite struct BodyBudgetTests {
    @Test func whatIsReleasedCanBeTakenAgain() {
        let budget = BodyBudget()
        #expect(budget.take(BodyBudget.limit - 1))
        #expect(!budget.take(2))
        #expect(budget.take(1))
        budget.release(BodyBudget.limit)
        #expect(budget.take(BodyBudget.limit))
    }
}
