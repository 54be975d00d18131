import Diagnosis
import Kubernetes
import Sandbox
import Testing
import Topology

/// What happened, in one order.
@Suite struct TimelineTests {
    private func timeline(_ bundle: MemoryBundle, _ path: String, since: Timestamp? = nil) throws -> TraceTimeline {
        let diagnosis = Diagnosis(of: Topology(try bundle.observe(readsHistory: true)))
        let service = try #require(diagnosis.services.first { $0.key.path == path })
        return try #require(PathTrace(of: service, in: diagnosis, since: since).timeline)
    }

    @Test(arguments: Recorded.names)
    func entriesStandInOrder(name: String) throws {
        let bundle = try Recorded.bundle(name).thinned
        let diagnosis = Diagnosis(of: Topology(try bundle.observe(readsHistory: true)))
        for service in diagnosis.services {
            let entries = try #require(PathTrace(of: service, in: diagnosis).timeline).entries
            #expect(entries.count > 10)
            #expect(zip(entries, entries.dropFirst()).allSatisfy { $0.time <= $1.time })
            #expect(Set(entries).count == entries.count)
        }
    }

    /// To ask what happened finds nothing that was not found before, and does not hide anything.
    @Test(arguments: Recorded.names)
    func readingLogsChangesNoFinding(name: String) throws {
        let bundle = try Recorded.bundle(name).thinned
        let known = Diagnosis(of: Topology(try bundle.observe())).findings.filter { $0.severity > .info }
        let all = Diagnosis(of: Topology(try bundle.observe(readsHistory: true))).findings.filter {
            $0.severity > .info
        }
        #expect(
            Set(known.map(\.code)).isSubset(of: Set(all.map(\.code))), "\(all.map(\.line).joined(separator: "\n"))")
        if known.isEmpty { #expect(all.isEmpty, "\(all.map(\.line).joined(separator: "\n"))") }
    }

    @Test func everyKindOfSourceIsThere() throws {
        let entries = try timeline(Recorded.bundle("04-ccm-down"), "default/web-new").entries
        #expect(Set(entries.map(\.kind)).isSuperset(of: [.created, .write, .condition, .event, .log]))
        #expect(Set(entries.map(\.side)) == [.tenant, .management])
        #expect(
            entries.contains {
                $0.kind == .log && $0.isTrouble && $0.text.contains("the management kubeconfig")
                    && $0.object.contains("kubelb-ccm")
            })
        let healthy = try timeline(Recorded.bundle("01-healthy"), "default/web").entries
        let writes = healthy.filter { $0.kind == .write && $0.object == "Service default/web" }.map(\.text)
        #expect(writes.contains("written by kubelb-ccm (Update): metadata"), "\(writes)")
        #expect(writes.contains("status written by kubelb-ccm (Update)"), "\(writes)")
        #expect(healthy.allSatisfy { $0.kind != .log }, "a healthy log has nothing to tell")
    }

    @Test func deletionsAndRestartsAreTold() throws {
        let stuck = try timeline(Recorded.bundle("13-deleted-stuck"), "default/web").entries
        let deletion = try #require(stuck.first { $0.kind == .deleted })
        #expect(deletion.text.contains("held by kubelb.k8c.io/cleanup") && deletion.isTrouble)
        let pair = try ExamplePair(
            changes: """
                tenant: {pods: {kubelb/kubelb-ccm-1: {status: {containerStatuses: [{name: ccm, ready: true, restartCount: 3,
                  state: {running: {startedAt: "2026-11-22T11:50:00Z"}},
                  lastState: {terminated: {exitCode: 1, reason: Error, finishedAt: "2026-11-22T11:49:00Z"}}}]}}}}
                """)
        let restarts = try timeline(MemoryBundle(files: pair.files), "shop/web").entries.filter { $0.kind == .restart }
        #expect(restarts.map(\.text) == ["ended with 1 (Error), restarts: 3", "started again, restarts: 3"])
        #expect(restarts.map(\.isTrouble) == [true, false])
    }

    private func skewed(tenant: Double?, management: Double?) throws -> MemoryBundle {
        var files = try ExamplePair().files
        for (side, skew) in [("tenant", tenant), ("management", management)] {
            files["\(side)/access.json"] = skew.map { Array("{\"clockSkewSeconds\": \($0)}".utf8) } ?? Array("{}".utf8)
        }
        return MemoryBundle(files: files)
    }

    private func created(_ timeline: TraceTimeline, _ kind: String) throws -> Timestamp {
        try #require(
            timeline.entries.first { entry in
                entry.kind == .created && entry.object.hasPrefix("\(kind) ")
                    && entry.side == (kind == Service.kind ? .tenant : .management)
            }
        ).time
    }

    /// The management cluster's clock is 30 s ahead: what it says happened earlier than that.
    @Test func clocksAreBroughtTogether() throws {
        let plain = try timeline(skewed(tenant: 1, management: 1), "shop/web")
        #expect(plain.notes.allSatisfy { !$0.contains("clock") }, "\(plain.notes)")
        let moved = try timeline(skewed(tenant: 1, management: -29), "shop/web")
        #expect(moved.notes.contains { $0.contains("30 s ahead of") && $0.contains("shifted back") }, "\(moved.notes)")
        #expect(try created(moved, "Service") == created(plain, "Service"))
        #expect(try created(moved, "LoadBalancer") == created(plain, "LoadBalancer").adding(seconds: -30))
        // What whole seconds in an answer's header explain is no difference.
        let near = try timeline(skewed(tenant: 0, management: 1.5), "shop/web")
        #expect(try created(near, "LoadBalancer") == created(plain, "LoadBalancer"))
    }

    @Test func whatWasNotComparedOrReadIsSaid() throws {
        let unknown = try timeline(skewed(tenant: nil, management: 3), "shop/web")
        #expect(unknown.notes.contains { $0.contains("were not compared") })
        var files = try ExamplePair().files
        files["tenant/events.json"] = Array(#"{"kind":"Status","message":"no","code":403}"#.utf8)
        let refused = try timeline(MemoryBundle(files: files), "shop/web")
        #expect(refused.notes.contains { $0.contains("Events of the tenant cluster: forbidden: needs list events") })
    }

    @Test func itCanBeginLater() throws {
        let bundle = try Recorded.bundle("16-nodeport-drift")
        let whole = try timeline(bundle, "default/web")
        let middle = whole.entries[whole.entries.count / 2].time
        let part = try timeline(bundle, "default/web", since: middle)
        #expect(part.entries.allSatisfy { $0.time >= middle } && !part.entries.isEmpty)
        #expect(part.omitted + part.entries.count == whole.entries.count)
    }
}
