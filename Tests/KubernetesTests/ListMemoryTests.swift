import Testing
import Transport

@testable import Kubernetes

/// Lists that would take too much memory, from bundles and from servers, are failed or end before they do.
@Suite struct ListMemoryTests {
    private func decoder(_ budget: MemoryBudget, rules: ListRules? = nil) -> ListDecoder<Service> {
        ListDecoder(source: "services.json", rules: rules, budget: budget)
    }

    private func take(_ text: String, into decoder: inout ListDecoder<Service>, parts size: Int = 1 << 16) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            decoder.take(Array(rest.prefix(size)))
            rest = rest.dropFirst(size)
        }
    }

    private func list(of count: Int, _ item: String) -> String {
        #"{"kind":"List","items":["# + repeatElement(item, count: count).joined(separator: ",") + "]}"
    }

    private static let small = #"{"metadata":{"name":"a","namespace":"x"}}"#
    private static let labelled =
        #"{"metadata":{"name":"a","labels":{\#((0..<30).map { "\"l\($0)\":\"v\"" }.joined(separator: ","))}}}"#
    private static let ports =
        #"{"metadata":{"name":"a"},"spec":{"ports":[\#(repeatElement("{}", count: 50).joined(separator: ","))]}}"#
    private static let long = #"{"metadata":{"name":"\#(String(repeating: "x", count: 2_000))"}}"#

    @Test(arguments: [small, labelled, ports, long], [100, 1 << 16])
    func aListOverTheBudgetIsFailedAndReleased(item: String, size: Int) {
        let budget = MemoryBudget(limit: 1 << 20)
        var decoder = decoder(budget)
        take(list(of: 3000, item), into: &decoder, parts: size)
        guard case .failed(let reason) = decoder.finishList() else {
            Issue.record("the list was read")
            return
        }
        #expect(reason == "services.json: all lists together exceed 1 MiB of memory")
        #expect(decoder.exceedsMemory)
        #expect(budget.take(1 << 20), "nothing is held for a list that failed")
    }

    @Test func aListCountsAsLongAsItIsKept() throws {
        let budget = MemoryBudget(limit: 1 << 20)
        var decoder = decoder(budget)
        take(list(of: 1000, Self.small), into: &decoder)
        var list = decoder.finishList().value
        #expect(try #require(list).items.count == 1000 && list?.isComplete == true)
        #expect(!budget.take(1 << 19))
        var copy = list
        list = nil
        withExtendedLifetime(copy) { #expect(!budget.take(1 << 19), "a copy holds the objects") }
        copy = nil
        #expect(budget.take(1 << 20))
    }

    @Test func aSecondListHasTheRoomThatTheFirstLeaves() {
        let budget = MemoryBudget(limit: 1 << 20)
        var first = decoder(budget)
        var second = decoder(budget)
        take(list(of: 1000, Self.small), into: &first)
        take(list(of: 1000, Self.small), into: &second)
        let kept = first.finishList()
        #expect(kept.value?.isComplete == true)
        #expect(second.finishList().value == nil)
        withExtendedLifetime(kept) {}
    }

    @Test func keptBytesCount() {
        var decoder = decoder(MemoryBudget(limit: 1 << 20))
        decoder.keep(1 << 20)
        #expect(!decoder.exceedsMemory)
        decoder.keep(1)
        #expect(decoder.exceedsMemory)
    }

    /// The objects of large clusters: 50,000 Services with their LoadBalancers, envoy Services, EndpointSlices and pods.
    @Test func clustersOf50000ServicesHaveRoom() {
        let object = 512 + 48 * 40 + 128 * 6 + 300
        let pod = 512 + 48 * 150 + 128 * 28 + 1000
        #expect(50_000 * (4 * object + pod) < ListCharge.process.limit)
    }

    // MARK: Bundles have the limits of servers

    @Test func aBundleHasAsManyObjectsAsAPage() throws {
        var decoder = decoder(ListCharge.process)
        take(list(of: 200_001, #"{"metadata":{"name":"a"}}"#), into: &decoder)
        let list = try #require(decoder.finishList().value)
        #expect(list.items.count == 200_000)
        #expect(list.cutOff == "services.json: more than 200000 objects")
    }

    @Test func aBundleHasAsManyValuesAsAPage() {
        var decoder = ListDecoder<Service>(source: "services.json", rules: nil, valueLimit: 1000)
        take(list(of: 1000, Self.small), into: &decoder)
        #expect(decoder.finishList().value?.cutOff?.contains("more than 1000 values") == true)
    }

    @Test func fewMalformedObjectsAreRemembered() throws {
        var decoder = decoder(ListCharge.process)
        take(#"{"kind":"List","items":[\#(Self.small)"#, into: &decoder)
        for _ in 0..<100 { take(String(repeating: ",0", count: 1000), into: &decoder) }
        take("]}", into: &decoder)
        let list = try #require(decoder.finishList().value)
        #expect(list.items.count == 1)
        #expect(list.damaged.count == 1001)
        #expect(list.cutOff == "services.json: more than 1000 objects are malformed")
    }

    @Test func anObjectThatNeverEndsIsNotKept() {
        var decoder = decoder(ListCharge.process)
        take(#"{"kind":"List","items":[{"metadata":{"name":""#, into: &decoder)
        for _ in 0..<13 { decoder.take([UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20)) }
        guard case .failed(let reason) = decoder.finishList() else {
            Issue.record("the list was read")
            return
        }
        #expect(reason == "services.json: an object is larger than 3 MiB")
    }
}
