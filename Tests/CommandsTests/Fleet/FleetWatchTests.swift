import CommandLineKit
import KubeLB
import Kubernetes
import Reports
import Testing
import Topology

@testable import Commands

/// What a watch of all tenants sees between two looks, and what it shows of that.
@Suite struct FleetWatchTests {
    private static let environment = Environment(
        variables: [:], terminalWidth: nil, toolVersion: "0.0.0-test", now: { Timestamp(milliseconds: 0) },
        writeOutput: { _ in }, writeError: { _ in })

    private static func look(_ bundle: String = Folder.fleet("fleet-mixed")) async throws -> FleetObservations {
        try await FleetObservations.read(try options(bundle).source, environment)
    }

    private static func options(_ bundle: String) throws -> InspectionOptions {
        let line = try CommandTables.table.parse(["doctor", "--all-tenants", "--from-bundle", bundle])
        return try InspectionOptions(line, DoctorCommand.options)
    }

    private static func judge(_ rows: FleetReport.Rows) throws -> FleetJudge {
        let options = try options(Folder.fleet("fleet-mixed"))
        return FleetJudge(
            FleetRun(rows: rows, options: options, environment: environment),
            try JudgementPolicy(options.judgement))
    }

    private static func change(_ name: String, in namespace: String, isDeleted: Bool = false) -> WatchedChange {
        var loadBalancer = LoadBalancer()
        loadBalancer.metadata = ObjectMeta(name: name, namespace: namespace)
        loadBalancer.metadata.resourceVersion = "999999999"
        return WatchedChange(ObjectChange(loadBalancer, isDeleted: isDeleted), .management)
    }

    private static let kind = WatchedKind.loadBalancers(namespace: nil)

    @Test func aChangeConcernsTheTenantOfItsNamespace() async throws {
        let kept = KeptFleet()
        let first = await kept.take(try await Self.look(), begin: .now)
        #expect(await kept.note(Self.change("new", in: "tenant-demo"), of: Self.kind) == .shown)
        let second = try #require(await kept.current)
        let changed = zip(first.tenants, second.tenants).filter { $0.number != $1.number }.map(\.1.name)
        #expect(changed == ["demo"] && second.number > first.number)
        let demo = try #require(second.tenants.first { $0.name == "demo" })
        let names = demo.observation.list(.management, LoadBalancer.self).value?.items.map(\.metadata.name) ?? []
        #expect(names.contains("new"))
        #expect(await kept.settled("demo") == nil)
        #expect(await kept.settled("web-prod") != nil)
        // The next look has seen it.
        let third = await kept.take(try await Self.look(), begin: .now)
        #expect(await kept.settled("demo") != nil && third.number > second.number)
    }

    @Test func whatIsOfNoTenantIsIgnoredAndANewTenantIsLookedAt() async throws {
        let kept = KeptFleet()
        _ = await kept.take(try await Self.look(), begin: .now)
        #expect(await kept.note(Self.change("new", in: "shop"), of: Self.kind) == .ignored)
        #expect(await kept.note(Self.change("new", in: "tenant-late"), of: Self.kind) == .gap)
        #expect(await kept.note(Self.change("late", in: ""), of: .tenants) == .gap)
        #expect(await kept.note(Self.change("default", in: "kubelb"), of: .configs(namespace: nil)) == .shown)
    }

    @Test(arguments: [(FleetReport.Rows.tenants, 10), (.loadBalancers, 10)])
    func onlyRowsThatDifferAreWritten(rows: FleetReport.Rows, least: Int) async throws {
        let (kept, judge) = (KeptFleet(), try Self.judge(rows))
        var changes = FleetChanges(format: .table, style: TextStyle(), showsHeaders: true)
        let first = await kept.take(try await Self.look(), begin: .now)
        let text = changes.text(of: try await judge.report(of: first), seen: first.time)
        #expect(text.hasPrefix("TENANT") && text.split(separator: "\n").count >= least, "\(text)")
        let same = await kept.take(try await Self.look(), begin: .now)
        #expect(changes.text(of: try await judge.report(of: same), seen: same.time) == "")
        // Its LoadBalancers are gone.
        let demo = try #require(same.tenants.first { $0.name == "demo" }).observation
        let own = (demo.list(.management, LoadBalancer.self).value?.items ?? []).map(\.metadata)
            .filter { $0.namespace == "tenant-demo" }
        for metadata in own {
            _ = await kept.note(Self.change(metadata.name, in: metadata.namespace, isDeleted: true), of: Self.kind)
        }
        let gone = try #require(await kept.current)
        let report = try await judge.report(of: gone)
        var others = changes
        // What has not changed by its number is not looked at.
        #expect(changes.text(of: report, seen: gone.time, numbers: gone.numbers) != "")
        #expect(changes.text(of: report, seen: gone.time, numbers: gone.numbers) == "")
        let lines = others.text(of: report, seen: gone.time).split(separator: "\n")
        #expect(!own.isEmpty && lines.allSatisfy { $0.hasPrefix("demo") }, "\(lines)")
        let deleted = lines.count { $0.contains("deleted") }
        #expect(rows == .tenants ? lines.count == 1 && deleted == 0 : deleted == own.count, "\(lines)")
    }

    @Test(arguments: [FleetReport.Rows.tenants, .loadBalancers])
    func aTerminalShowsTheWorstWithItsFinding(rows: FleetReport.Rows) async throws {
        let sight = await KeptFleet().take(try await Self.look(), begin: .now)
        var table = WatchTable()
        table.show(try await Self.judge(rows).report(of: sight))
        let style = TextStyle(width: 100)
        let frame = table.frame(head: "As of now.", notes: [], style: style, rows: 40, hasKeys: true)
        let lines = frame.split(separator: "\n")
        #expect(lines.contains { $0.contains("TENANT") && $0.contains("STATE") }, "\(frame)")
        #expect(frame.contains("KLC-") && lines.count < 40, "\(frame)")
        table.show(try await Self.judge(rows).report(of: sight), numbers: sight.numbers)
        table.show(try await Self.judge(rows).report(of: sight), numbers: sight.numbers)
        #expect(table.frame(head: "As of now.", notes: [], style: style, rows: 40, hasKeys: true) == frame)
        _ = table.press(.enter)
        let open = table.frame(head: "As of now.", notes: [], style: style, rows: 40, hasKeys: true)
        #expect(open.contains("Esc closes") && open != frame, "\(open)")
    }
}
