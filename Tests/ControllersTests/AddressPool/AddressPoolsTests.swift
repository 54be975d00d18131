import Documents
import Kubernetes
import TestSupport
import Testing

@testable import Controllers

struct AddressPoolsTests {
    private let pools = [IPAddressPool.named("main", "10.0.0.1-10.0.0.2")]

    /// A Service as the API server has it.
    private func service(
        _ name: String, uid: String = "", type: String = "LoadBalancer", address: String? = nil,
        annotations: [String: String] = [:], _ change: (inout Service) -> Void = { _ in }
    ) throws -> Service {
        var service = Service()
        service.metadata = ObjectMeta(name: name, namespace: "a")
        service.metadata.uid = uid.isEmpty ? "uid-of-\(name)" : uid
        service.metadata.annotations = annotations
        service.type = type
        if let address {
            let document: JSONValue = ["status": ["loadBalancer": ["ingress": [["ip": .string(address)]]]]]
            var reader = JSONReader(document.encoded())
            service.ingress = try Service(from: &reader).ingress
        }
        change(&service)
        return service
    }

    private func assigned(_ address: String, isNew: Bool) -> PoolDecision {
        .assign(PoolAllocation.Claim(address: address, pool: "main"), isNew: isNew)
    }

    @Test("a new Service gets an address, and is told of it once")
    func new() throws {
        var state = AddressPools()
        let new = try service("one")
        // Until it is written it is news, however often it is tried.
        #expect(state.decide("a/one", new, from: pools) == assigned("10.0.0.1", isNew: true))
        #expect(state.decide("a/one", new, from: pools) == assigned("10.0.0.1", isNew: true))
        state.confirm("a/one")
        #expect(state.decide("a/one", new, from: pools) == assigned("10.0.0.1", isNew: false))
        let seen = try service("one", address: "10.0.0.1", annotations: [AddressPools.annotation: "main"])
        #expect(state.decide("a/one", seen, from: pools) == .nothing)
        // The controller ended between its two writes.
        let half = try service("one", address: "10.0.0.1")
        let decision = state.decide("a/one", half, from: pools)
        #expect(decision == assigned("10.0.0.1", isNew: false))
        #expect(decision.patches(of: half).status == nil)
        #expect(
            decision.patches(of: half).metadata
                == ["metadata": ["annotations": ["metallb.io/ip-allocated-from-pool": "main"]]])
    }

    @Test("who waits gets what becomes free")
    func waiting() throws {
        var state = AddressPools()
        for name in ["one", "two"] { _ = state.decide("a/\(name)", try service(name), from: pools) }
        #expect(state.decide("a/three", try service("three"), from: pools) == .refuse("no available IPs"))
        #expect(state.waiting == ["a/three"])
        #expect(state.decide("a/one", nil, from: pools) == .nothing)
        #expect(state.decide("a/three", try service("three"), from: pools) == assigned("10.0.0.1", isNew: true))
        #expect(state.waiting.isEmpty)
    }

    @Test("what Services have is known again after a start; what two have, one keeps")
    func start() throws {
        var state = AddressPools()
        let first = try service("first", address: "10.0.0.2")
        let second = try service("second", address: "10.0.0.2")
        state.adopt([first, second], from: pools)
        #expect(state.allocation.holder(of: "10.0.0.2") == "a/first")
        #expect(state.decide("a/second", second, from: pools) == assigned("10.0.0.1", isNew: true))
        #expect(state.decide("a/third", try service("third"), from: pools) == .refuse("no available IPs"))
    }

    @Test("an address outlives its pool")
    func poolGone() throws {
        var state = AddressPools()
        let old = try service("old", address: "10.0.0.2", annotations: [AddressPools.annotation: "main"])
        state.adopt([old], from: [])
        #expect(state.decide("a/old", old, from: []) == .nothing)
        #expect(state.allocation.holder(of: "10.0.0.2") == "a/old")
    }

    @Test("what is no LoadBalancer any more gives its address back, and nothing else is touched")
    func otherType() throws {
        var state = AddressPools()
        _ = state.decide("a/one", try service("one"), from: pools)
        let changed = try service(
            "one", type: "ClusterIP", address: "10.0.0.1", annotations: [AddressPools.annotation: "main"])
        let decision = state.decide("a/one", changed, from: pools)
        #expect(decision == .clear)
        #expect(decision.patches(of: changed).status == ["status": ["loadBalancer": ["ingress": .null]]])
        #expect(state.allocation.holder(of: "10.0.0.1") == nil)
        #expect(state.decide("a/one", try service("one", type: "ClusterIP"), from: pools) == .nothing)
        #expect(
            state.decide("a/two", try service("two", type: "NodePort", address: "192.0.2.1"), from: pools) == .nothing)
    }

    @Test("a class that is not its own is another controller's")
    func classes() throws {
        let ofClass = try service("one") { $0.loadBalancerClass = "example.com/other" }
        var state = AddressPools()
        #expect(state.decide("a/one", ofClass, from: pools) == .nothing)
        var other = AddressPools(loadBalancerClass: "example.com/other")
        #expect(other.decide("a/one", ofClass, from: pools) == assigned("10.0.0.1", isNew: true))
        #expect(other.decide("a/two", try service("two"), from: pools) == .nothing)
    }

    @Test("a Service that asks for another address gets it, or none")
    func changedRequest() throws {
        var state = AddressPools()
        _ = state.decide("a/one", try service("one"), from: pools)
        let asks = try service("one", address: "10.0.0.1") { $0.loadBalancerIP = "10.0.0.2" }
        #expect(state.decide("a/one", asks, from: pools) == assigned("10.0.0.2", isNew: true))
        #expect(state.allocation.holder(of: "10.0.0.1") == nil)
        let wrong = try service("one", address: "10.0.0.2", annotations: ["metallb.io/loadBalancerIPs": "192.0.2.9"])
        let decision = state.decide("a/one", wrong, from: pools)
        #expect(decision == .refuse("[\"192.0.2.9\"] is not allowed in config"))
        #expect(decision.patches(of: wrong).status == ["status": ["loadBalancer": ["ingress": .null]]])
        #expect(state.allocation.holder(of: "10.0.0.2") == nil)
    }

    @Test(
        "requests that cannot be read are refused",
        arguments: [
            (["metallb.io/loadBalancerIPs": "x"], nil, "invalid metallb.io/loadBalancerIPs: \"x\""),
            ([:], "x", "invalid spec.loadBalancerIP \"x\""),
            (
                ["metallb.io/loadBalancerIPs": "10.0.0.1"], "10.0.0.1",
                "service can not have both metallb.io/loadBalancerIPs and svc.Spec.LoadBalancerIP"
            ),
        ] as [([String: String], String?, String)])
    func unreadable(annotations: [String: String], address: String?, reason: String) throws {
        var state = AddressPools()
        let service = try service("one", annotations: annotations) { $0.loadBalancerIP = address }
        #expect(state.decide("a/one", service, from: pools) == .refuse(reason))
    }

    @Test("a Service made anew under an old name starts anew; one on its way out keeps what it has")
    func lives() throws {
        var state = AddressPools()
        _ = state.decide("a/one", try service("one", uid: "1"), from: pools)
        state.confirm("a/one")
        #expect(
            state.decide("a/one", try service("one", uid: "2"), from: pools) == assigned("10.0.0.1", isNew: true))
        let leaving = try service("one", uid: "2", address: "10.0.0.1") {
            $0.metadata.deletionTimestamp = Timestamp(milliseconds: 0)
        }
        #expect(state.decide("a/one", leaving, from: pools) == .nothing)
        #expect(state.allocation.holder(of: "10.0.0.1") == "a/one")
    }

    @Test("MetalLB's words")
    func events() {
        #expect(
            assigned("10.0.0.1", isNew: true).event(for: "a/one")
                == ObjectEvent(reason: "IPAllocated", message: "Assigned IP [\"10.0.0.1\"]"))
        #expect(assigned("10.0.0.1", isNew: false).event(for: "a/one") == nil)
        #expect(
            PoolDecision.refuse("no available IPs").event(for: "a/one")
                == ObjectEvent(
                    isWarning: true, reason: "AllocationFailed",
                    message: "Failed to allocate IP for \"a/one\": no available IPs"))
    }

    @Test("nothing is given twice, whatever comes and goes", arguments: 1...20)
    func law(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        var state = AddressPools()
        var live: [String: Service] = [:]
        for step in 0..<200 {
            let name = "s\(Int.random(in: 0..<5, using: &random))"
            let path = "a/\(name)"
            if live[path] == nil {
                live[path] = try service(name, uid: "\(step)")
            } else if Int.random(in: 0..<3, using: &random) == 0 {
                live[path] = nil
            }
            if Int.random(in: 0..<20, using: &random) == 0 {
                // Started anew.
                state = AddressPools()
                state.adopt(live.values.sorted { $0.metadata.name < $1.metadata.name }, from: pools)
            }
            for path in [path] + state.waiting.sorted() {
                guard case .assign(let claim, _) = state.decide(path, live[path], from: pools) else { continue }
                live[path] = try service(
                    String(path.dropFirst(2)), uid: live[path]?.metadata.uid ?? "", address: claim.address)
            }
            let given = live.values.compactMap { $0.ingress.first?.ip }
            #expect(Set(given).count == given.count)
        }
    }
}
