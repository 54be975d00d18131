import Kubernetes
import Testing

@testable import Sandbox

@Suite struct ServedFaultTests {
    @Test(arguments: [
        ("latency=200ms", ServedFault(.latency, duration: .milliseconds(200))),
        ("429", ServedFault(.tooManyRequests)),
        ("429=3@/api/v1/services", ServedFault(.tooManyRequests, count: 3, path: "/api/v1/services")),
        ("unavailable=2", ServedFault(.unavailable, count: 2)),
        ("503", ServedFault(.unavailable)),
        ("hang@limit=500", ServedFault(.hang, path: "limit=500")),
        ("hang-tls", ServedFault(.hangConnect)),
        ("drop=1", ServedFault(.drop, count: 1)),
        ("clock-skew=-90s", ServedFault(.clockSkew, duration: .seconds(-90))),
        ("clock-skew=2m", ServedFault(.clockSkew, duration: .seconds(120))),
    ])
    func aFaultIsParsed(text: String, fault: ServedFault) throws {
        #expect(try ServedFault(parsing: text) == fault)
    }

    @Test(arguments: [
        "", "nonsense", "latency", "latency=fast", "latency=-1s", "latency=99999999999999999999s", "429=0", "429=-1",
        "429=x", "hang@", "wrong-name@/api", "clock-skew", "clock-skew=5",
    ])
    func whatIsNoFaultIsRefused(text: String) {
        #expect(throws: ServedFault.Defect.self) { try ServedFault(parsing: text) }
    }

    @Test func aCountIsUsedUpAndBeginsAnewWithNewFaults() {
        let plan = FaultPlan([ServedFault(.unavailable, count: 2, path: "services")])
        #expect(plan.meetRequest(path: "/api/v1/nodes").kind == nil)
        let met = (1...3).map { _ in plan.meetRequest(path: "/api/v1/services?limit=1").kind }
        #expect(met == [.unavailable, .unavailable, nil])
        plan.replace(with: [ServedFault(.unavailable, count: 1)])
        #expect(plan.meetRequest(path: "/api/v1/nodes").kind == .unavailable)
        #expect(plan.meetRequest(path: "/api/v1/nodes").kind == nil)
    }

    @Test func delaysAddUpAndStandBesideTheFirstOtherFault() {
        let plan = FaultPlan([
            ServedFault(.latency, duration: .seconds(1)), ServedFault(.latency, duration: .seconds(2)),
            ServedFault(.drop, count: 1), ServedFault(.hang),
        ])
        let first = plan.meetRequest(path: "/")
        #expect(first.delay == .seconds(3))
        #expect(first.kind == .drop)
        #expect(plan.meetRequest(path: "/").kind == .hang)
        #expect(plan.meetConnection().isEmpty)
    }

    @Test func faultsOfConnectionsAreNoFaultsOfRequests() {
        let plan = FaultPlan([ServedFault(.noHTTP2), ServedFault(.expired, count: 1)])
        #expect(plan.meetRequest(path: "/").kind == nil)
        #expect(plan.meetConnection() == [.noHTTP2, .expired])
        #expect(plan.meetConnection() == [.noHTTP2])
    }

    @Test func optionsNameTheSide() throws {
        let faults = try ServeCommand.faults(["tenant:drop", "management:429=2@/api", "tenant:hang"])
        #expect(faults[.tenant] == [ServedFault(.drop), ServedFault(.hang)])
        #expect(faults[.management] == [ServedFault(.tooManyRequests, count: 2, path: "/api")])
    }

    @Test(arguments: ["drop", "both:drop", "tenant:", "tenant:nonsense", ":drop"])
    func optionsWithoutASideOrAFaultAreRefused(word: String) {
        #expect(throws: (any Error).self) { try ServeCommand.faults([word]) }
    }

    @Test func httpsDatesAreThoseOfTheCalendar() throws {
        let known = [
            ("1970-01-01T00:00:00Z", "Thu, 01 Jan 1970 00:00:00 GMT"),
            ("2026-11-22T20:31:13Z", "Sun, 22 Nov 2026 20:31:13 GMT"),
            ("2028-02-29T23:59:59Z", "Tue, 29 Feb 2028 23:59:59 GMT"),
        ]
        for (time, text) in known {
            let time = try #require(Timestamp(time))
            #expect(HTTPDate.text(of: time) == text)
        }
    }
}
