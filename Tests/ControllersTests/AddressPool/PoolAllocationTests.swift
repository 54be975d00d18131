import Kubernetes
import Testing

@testable import Controllers

extension IPAddressPool {
    static func named(_ name: String, _ addresses: String..., autoAssign: Bool = true) -> IPAddressPool {
        var pool = IPAddressPool()
        pool.metadata.name = name
        pool.addresses = addresses
        pool.autoAssign = autoAssign
        return pool
    }
}

extension PoolAllocation.Outcome {
    static func address(_ address: String, _ pool: String) -> PoolAllocation.Outcome {
        .assigned(PoolAllocation.Claim(address: address, pool: pool))
    }
}

struct PoolAllocationTests {
    private let anything = AddressRequest()

    @Test("no address is given twice, and each comes back")
    func allocation() {
        let pools = [IPAddressPool.named("main", "10.0.0.1-10.0.0.2")]
        var allocation = PoolAllocation()
        let isOld = allocation.adopt("10.0.0.1", by: "a/old", from: pools)
        let isThief = allocation.adopt("10.0.0.1", by: "a/thief", from: pools)
        #expect(isOld && !isThief)
        #expect(allocation.assign(to: "a/new", anything, from: pools) == .address("10.0.0.2", "main"))
        #expect(allocation.assign(to: "a/new", anything, from: pools) == .address("10.0.0.2", "main"))
        #expect(allocation.assign(to: "a/third", anything, from: pools) == .refused("no available IPs"))
        allocation.release("a/old")
        #expect(allocation.assign(to: "a/third", anything, from: pools) == .address("10.0.0.1", "main"))
        #expect(allocation.assign(to: "a/fourth", anything, from: []) == .refused("no available IPs"))
        #expect(allocation.holder(of: "10.0.0.1") == "a/third")
    }

    @Test("the second range and the second pool come after the first ones; a pool may wait to be asked")
    func order() {
        let pools = [
            IPAddressPool.named("kept", "10.9.0.1/32", autoAssign: false),
            IPAddressPool.named("first", "10.0.0.1/32", "not a range", "10.0.1.1/32"),
            IPAddressPool.named("second", "10.2.0.1/32"),
        ]
        var allocation = PoolAllocation()
        #expect(allocation.assign(to: "a/1", anything, from: pools) == .address("10.0.0.1", "first"))
        #expect(allocation.assign(to: "a/2", anything, from: pools) == .address("10.0.1.1", "first"))
        #expect(allocation.assign(to: "a/3", anything, from: pools) == .address("10.2.0.1", "second"))
        #expect(allocation.assign(to: "a/4", anything, from: pools) == .refused("no available IPs"))
        let kept = AddressRequest(pool: "kept")
        #expect(allocation.assign(to: "a/4", kept, from: pools) == .address("10.9.0.1", "kept"))
        #expect(allocation.assign(to: "a/5", kept, from: pools) == .refused("no available IPs in pool \"kept\""))
        #expect(
            allocation.assign(to: "a/5", AddressRequest(pool: "none"), from: pools)
                == .refused("unknown pool \"none\""))
    }

    @Test("an address that is asked for has to be free and in a pool")
    func asked() {
        let pools = [IPAddressPool.named("main", "10.0.0.0/28")]
        var allocation = PoolAllocation()
        let wanted = AddressRequest(address: "10.0.0.9")
        #expect(allocation.assign(to: "a/one", wanted, from: pools) == .address("10.0.0.9", "main"))
        #expect(
            allocation.assign(to: "a/two", wanted, from: pools)
                == .refused("can't change sharing key for \"a/two\", address also in use by a/one"))
        #expect(
            allocation.assign(to: "a/two", AddressRequest(address: "192.0.2.1"), from: pools)
                == .refused("[\"192.0.2.1\"] is not allowed in config"))
    }

    @Test("addresses that confuse old hardware are kept back where the pool says so")
    func buggy() {
        var pool = IPAddressPool.named("main", "10.0.0.254-10.0.1.1")
        pool.avoidsBuggyIPs = true
        var allocation = PoolAllocation()
        #expect(allocation.assign(to: "a/1", anything, from: [pool]) == .address("10.0.0.254", "main"))
        #expect(allocation.assign(to: "a/2", anything, from: [pool]) == .address("10.0.1.1", "main"))
    }

    @Test("what is no IPv4 address is left to its Service")
    func foreign() {
        var allocation = PoolAllocation()
        let isTaken = allocation.adopt("2001:db8::1", by: "a/one", from: [])
        #expect(isTaken)
        #expect(allocation.claim(of: "a/one") == PoolAllocation.Claim(address: "2001:db8::1", pool: nil))
    }
}
