import LocalSystem
import TestSupport
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

@Suite(.timeLimit(.minutes(15))) struct SubprocessTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private static var soon: ContinuousClock.Instant { .now + .seconds(600) }

    private static func shell(_ script: String, environment: [String: String]? = nil) -> Subprocess {
        Subprocess("/bin/sh", ["-c", script], environment: environment)
    }

    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    @Test func outputErrorsAndStatusAreHandedOn() async throws {
        let outcome = try await Self.shell("echo out; echo err >&2; exit 3").run(until: Self.soon)
        #expect(Self.text(outcome.output) == "out\n")
        #expect(Self.text(outcome.errors) == "err\n")
        #expect(outcome.ending == .exited(3))
        #expect("\(outcome.ending)" == "status 3")
    }

    @Test func theCallerMayWaitWithoutATask() throws {
        #expect(Self.text(try Self.shell("echo out").runBlocking(until: Self.soon).output) == "out\n")
    }

    @Test func aSignalIsToldFromAStatus() async throws {
        #expect(try await Self.shell("kill -9 $$").run(until: Self.soon).ending == .signalled(SIGKILL))
    }

    @Test func aProgramThatIsStillOpenForWritingIsTriedAgain() async throws {
        let program = try folder.write("program", "#!/bin/sh\necho ran\n", mode: 0o755)
        // Programs that other tests start must not inherit it.
        let writer = open(program, O_WRONLY | O_CLOEXEC)
        let busy = await #expect(throws: SubprocessError.self) { try await Subprocess(program).run(until: Self.soon) }
        #expect("\(String(describing: busy))".contains(SystemError.text(of: ETXTBSY)))
        let running = Task { try await Subprocess(program).run(until: Self.soon) }
        close(writer)
        #expect(Self.text(try await running.value.output) == "ran\n")
    }

    @Test func programsAreLookedForInThePath() async throws {
        #expect(try await Subprocess("true").run(until: Self.soon).ending == .exited(0))
    }

    @Test func argumentsAreNotInterpreted() async throws {
        let outcome = try await Subprocess("/bin/echo", ["$HOME", "a b", "*"]).run(until: Self.soon)
        #expect(Self.text(outcome.output) == "$HOME a b *\n")
    }

    @Test func theEnvironmentIsTheOneThatIsGiven() async throws {
        let outcome = try await Self.shell("echo \"$ONLY-$HOME\"", environment: ["ONLY": "here"]).run(until: Self.soon)
        #expect(Self.text(outcome.output) == "here-\n")
    }

    @Test func thereIsNoInputUnlessGiven() async throws {
        #expect(try await Self.shell("cat").run(until: Self.soon).output == [])
    }

    @Test func aDescriptorIsReadFromWhereItStands() throws {
        let file = try folder.write("input", "contents")
        try FileSystem.withFile(file) { descriptor throws(LocalError) in
            var cat = Subprocess("cat")
            cat.input = .descriptor(descriptor)
            let output = (try? cat.runBlocking(until: Self.soon).output) ?? []
            #expect(Self.text(output) == "contents")
        }
    }

    @Test func ignoredSignalsAreNotInherited() async throws {
        signal(SIGPIPE, SIG_IGN)
        let outcome = try await Self.shell("kill -PIPE $$; echo survived").run(until: Self.soon)
        #expect(outcome.ending == .signalled(SIGPIPE))
    }

    @Test func muchOutputAndErrorsDoNotBlockEachOther() async throws {
        let script =
            "i=0; while [ $i -lt 3000 ]; do echo 0123456789012345678901234567890123456789; "
            + "echo error-0123456789012345678901234567890123456789-$i >&2; i=$((i+1)); done"
        let outcome = try await Self.shell(script).run(until: Self.soon)
        #expect(outcome.output.count == 3000 * 41)
        #expect(outcome.errors.count == 8192)
        #expect(Self.text(outcome.errors).hasSuffix("-2999\n"))
    }

    @Test func moreOutputThanTheLimitIsAnError() async throws {
        var program = Self.shell("yes")
        program.outputLimit = 1000
        await #expect(throws: SubprocessError.tooMuchOutput(limit: 1000)) { try await program.run(until: Self.soon) }
    }

    @Test(arguments: ["kubelb-ctl-no-such-program", "/nonexistent/program", "/etc/passwd", "/etc/passwd/x"])
    func whatCannotBeRunIsSaid(program: String) async throws {
        let error = await #expect(throws: SubprocessError.self) { try await Subprocess(program).run(until: Self.soon) }
        guard case .notFound = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func aZeroByteIsRefused() async throws {
        await #expect(throws: SubprocessError.failed("an argument or variable contains a zero byte")) {
            try await Subprocess("true", ["a\0b"]).run(until: Self.soon)
        }
    }

    @Test func theDeadlineEndsTheProgramAndItsChildren() async throws {
        let file = "\(folder.path)/child"
        let program = Self.shell(
            "trap '' TERM; echo waiting >&2; sh -c 'trap \"\" TERM; echo $$ >\(file); sleep 600' & wait")
        // As long as it takes to start it on a machine that is busy.
        for milliseconds in [400, 4000, 40000] {
            let error = await #expect(throws: SubprocessError.self) {
                try await program.run(until: .now + .milliseconds(milliseconds))
            }
            guard let text = try? Self.text(FileSystem.contents(of: file, limit: 20)), text.hasSuffix("\n") else {
                continue
            }
            #expect(error == .timedOut(errors: Array("waiting\n".utf8)))
            #expect(try Self.isGone(#require(pid_t(text.dropLast()))))
            return
        }
        Issue.record("the program was not even started")
    }

    /// A killed orphan remains as a zombie until whoever adopts it looks; its state tells.
    private static func isGone(_ process: pid_t) -> Bool {
        for _ in 0..<500 {
            guard let status = try? FileSystem.contents(of: "/proc/\(process)/stat", limit: 4096) else { return true }
            if text(status).contains(") Z") { return true }
            usleep(10_000)
        }
        return false
    }

    @Test func aDeadlineThatHasPassedStartsNothing() async throws {
        await #expect(throws: SubprocessError.timedOut(errors: [])) {
            try await Self.shell("touch \(folder.path)/started").run(until: .now)
        }
        #expect(FileSystem.kind(of: "\(folder.path)/started") == .missing)
    }

    @Test func cancellingTheTaskEndsTheProgram() async throws {
        let file = "\(folder.path)/pid"
        let task = Task { try await Self.shell("echo $$ >\(file); exec sleep 600").run(until: Self.soon) }
        var number: pid_t?
        while number == nil {
            try await Task.sleep(for: .milliseconds(5))
            let text = (try? FileSystem.contents(of: file, limit: 20)).map(Self.text) ?? ""
            if text.hasSuffix("\n") { number = pid_t(text.dropLast()) }
        }
        task.cancel()
        await #expect(throws: SubprocessError.cancelled) { try await task.value }
        #expect(try Self.isGone(#require(number)))
    }

    @Test func whatAProgramLeavesRunningIsNotWaitedFor() async throws {
        let outcome = try await Self.shell("sleep 600 & echo $!").run(until: Self.soon)
        let child = try #require(pid_t(Self.text(outcome.output).dropLast()))
        #expect(kill(child, SIGKILL) == 0)
    }

    @Test func aProgramThatClosesItsOutputIsWaitedFor() async throws {
        #expect(try await Self.shell("exec >&- 2>&-; sleep 0.1; exit 4").run(until: Self.soon).ending == .exited(4))
    }

    @Test func manyRunAtOnce() async throws {
        let outputs = try await withThrowingTaskGroup(of: String.self) { group in
            for number in 0..<16 {
                group.addTask { Self.text(try await Self.shell("echo \(number)").run(until: Self.soon).output) }
            }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(outputs == Set((0..<16).map { "\($0)\n" }))
    }
}
