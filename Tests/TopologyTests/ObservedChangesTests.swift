import KubeLB
import Kubernetes
import Testing
import Topology

/// What watches tell, put into what a look observed.
@Suite struct ObservedChangesTests {
    private static func service(_ name: String, version: String, type: String = "LoadBalancer") -> Service {
        var service = Service()
        service.metadata = ObjectMeta(name: name, namespace: "shop")
        service.metadata.resourceVersion = version
        service.type = type
        return service
    }

    /// A look that saw one Service in its version 10.
    private static func look() -> Observation {
        var observation = Observation(now: Timestamp(milliseconds: 1_000_000), source: "test")
        observation.set(.tenant, .present(ObjectList(items: [service("web", version: "10")])))
        return observation
    }

    private static func seen(_ observation: Observation) -> [String] {
        (observation.list(.tenant, Service.self).value?.items ?? []).map {
            "\($0.metadata.name)@\($0.metadata.resourceVersion)"
        }
    }

    private static func after(_ changes: ObjectChange<Service>..., look: Observation = look()) -> Observation {
        var told = ObservedChanges()
        for change in changes { told.note(change, .tenant, at: .now) }
        var observation = look
        told.apply(to: &observation)
        return observation
    }

    @Test func showsNewChangedAndGoneObjects() {
        #expect(Self.seen(Self.after(ObjectChange(Self.service("web", version: "11")))) == ["web@11"])
        #expect(Self.seen(Self.after(ObjectChange(Self.service("late", version: "11")))) == ["web@10", "late@11"])
        #expect(Self.seen(Self.after(ObjectChange(Self.service("web", version: "11"), isDeleted: true))) == [])
    }

    @Test func ofEachObjectTheLastChangeCounts() {
        let late = ["11", "12"].map { ObjectChange(Self.service("late", version: $0)) }
        #expect(Self.seen(Self.after(late[0], late[1])) == ["web@10", "late@12"])
        let gone = ObjectChange(Self.service("late", version: "13"), isDeleted: true)
        #expect(Self.seen(Self.after(late[0], gone)) == ["web@10"])
    }

    @Test func aFloodOfNewObjectsIsBounded() {
        var told = ObservedChanges()
        for number in 0..<ObservedChanges.limit + 100 {
            told.note(ObjectChange(Self.service("s\(number)", version: "11")), .tenant, at: .now)
        }
        var observation = Self.look()
        told.apply(to: &observation)
        #expect(Self.seen(observation).count == 1 + ObservedChanges.limit)
    }

    @Test("a look that came after the change has seen more")
    func neverGoesBack() {
        #expect(Self.seen(Self.after(ObjectChange(Self.service("web", version: "9")))) == ["web@10"])
        #expect(Self.seen(Self.after(ObjectChange(Self.service("web", version: "9"), isDeleted: true))) == ["web@10"])
        // Versions that are no numbers cannot be compared.
        #expect(Self.seen(Self.after(ObjectChange(Self.service("web", version: "a")))) == ["web@a"])
    }

    @Test func forgetsWhatALookHasSeen() {
        var changes = ObservedChanges()
        changes.note(ObjectChange(Self.service("early", version: "11")), .tenant, at: .now)
        let begin = ContinuousClock.now
        changes.note(ObjectChange(Self.service("late", version: "12")), .tenant, at: begin)
        changes.forget(before: begin)
        var observation = Self.look()
        changes.apply(to: &observation)
        #expect(Self.seen(observation) == ["web@10", "late@12"])
        changes.forget(before: .now)
        #expect(changes.isEmpty)
    }

    @Test("a list that was not read stays unread, and one that was cut off stays so")
    func keepsWhatIsUnknown() {
        var unread = Observation(now: Timestamp(milliseconds: 0), source: "test")
        unread.set(
            .tenant,
            Observed<ObjectList<Service>>.forbidden(MissingRight(verb: "list", resource: "services", namespace: nil)))
        let change = ObjectChange(Self.service("late", version: "11"))
        #expect(Self.after(change, look: unread).list(.tenant, Service.self).value == nil)
        #expect(Self.after(change, look: unread).outcome(of: .tenantServices) != nil)

        var part = Self.look()
        var list = ObjectList(items: [Self.service("web", version: "10")])
        list.cutOff = "the end is missing"
        part.set(.tenant, .present(list))
        let changed = Self.after(change, look: part)
        #expect(Self.seen(changed) == ["web@10", "late@11"])
        #expect(changed.isPartial(.tenantServices))
        #expect(changed.damage == part.damage)
    }

    @Test("of Deployments, which are listed by their labels, none is added")
    func addsNoDeployments() {
        func deployment(_ name: String) -> Deployment {
            var deployment = Deployment()
            deployment.metadata = ObjectMeta(name: name, namespace: "kubelb")
            deployment.metadata.resourceVersion = name == "ccm" ? "10" : "20"
            return deployment
        }
        var observation = Observation(now: Timestamp(milliseconds: 0), source: "test")
        observation.set(.tenant, .present(ObjectList(items: [deployment("ccm")])))
        var changes = ObservedChanges()
        var scaled = deployment("ccm")
        scaled.metadata.resourceVersion = "11"
        changes.note(ObjectChange(scaled), .tenant, at: .now)
        changes.note(ObjectChange(deployment("other")), .tenant, at: .now)
        changes.apply(to: &observation)
        let seen = observation.list(.tenant, Deployment.self).value?.items.map(\.metadata.resourceVersion)
        #expect(seen == ["11"])
    }

    @Test("what Envoys have said does not tell of ports that have come since")
    func knowsWhatStatisticsLack() {
        var loadBalancer = LoadBalancer()
        loadBalancer.metadata = ObjectMeta(name: "uid-1", namespace: "tenant-acme")
        var observation = Observation(now: Timestamp(milliseconds: 0), source: "test")
        observation.set(.management, .present(ObjectList(items: [LoadBalancer]())))
        var changes = ObservedChanges()
        changes.note(ObjectChange(loadBalancer), .management, at: .now)
        changes.apply(to: &observation)
        #expect(observation.changedSinceStatistics == ["tenant-acme/uid-1"])
    }
}
