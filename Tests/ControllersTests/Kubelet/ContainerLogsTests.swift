import Synchronization
import Testing

@testable import Controllers

struct ContainerLogsTests {
    private func text(_ bytes: [UInt8]?) -> String? { bytes.map { String(decoding: $0, as: UTF8.self) } }

    private func query(_ change: (inout ContainerLogs.Query) -> Void) -> ContainerLogs.Query {
        var query = ContainerLogs.Query()
        change(&query)
        return query
    }

    /// Lines written a second apart, from the second 1 on.
    private func logs(_ lines: String..., limit: Int = 4 << 20) -> ContainerLogs {
        let clock = Mutex(0)
        let logs = ContainerLogs(limit: limit) {
            clock.withLock { time in
                time += 1000
                return time
            }
        }
        logs.beginRun()
        for line in lines { logs.write(line) }
        return logs
    }

    @Test("what a query asks for")
    func queries() {
        let logs = logs("one", "two", "three")
        #expect(text(logs.text(query { _ in })) == "one\ntwo\nthree\n")
        #expect(text(logs.text(query { $0.tailLines = 2 })) == "two\nthree\n")
        #expect(text(logs.text(query { $0.tailLines = 0 })) == "")
        #expect(text(logs.text(query { $0.limitBytes = 6 })) == "one\ntw")
        #expect(text(logs.text(query { $0.since = 2000 })) == "two\nthree\n")
        #expect(text(logs.text(query { $0.since = 2001 })) == "three\n")
        #expect(
            text(
                logs.text(
                    query {
                        $0.tailLines = 1
                        $0.hasTimestamps = true
                    })) == "1970-01-01T00:00:03.000000000Z three\n")
    }

    @Test("a text of several lines is as many lines")
    func severalLines() {
        #expect(text(logs("a\nb").text(query { $0.tailLines = 1 })) == "b\n")
    }

    @Test("only the newest lines are kept, but the last one in any case")
    func bounded() {
        let logs = logs("1234", "5678", "90", limit: 9)
        #expect(text(logs.text(query { _ in })) == "5678\n90\n")
        logs.write("much longer than all that is kept")
        #expect(text(logs.text(query { _ in })) == "much longer than all that is kept\n")
    }

    @Test("the previous log is that of the run before, and of no other")
    func previous() {
        let logs = logs("first")
        #expect(logs.previousText(query { _ in }) == nil)
        logs.beginRun()
        #expect(text(logs.previousText(query { _ in })) == "first\n")
        #expect(text(logs.text(query { _ in })) == "")
        logs.write("second")
        logs.beginRun()
        #expect(text(logs.previousText(query { _ in })) == "second\n")
    }

    @Test("following gives what is there and what comes, and ends with the run")
    func follow() async {
        let logs = logs("one", "two")
        var iterator = logs.follow(query { $0.tailLines = 1 }).makeAsyncIterator()
        #expect(text(await iterator.next()) == "two\n")
        logs.write("three")
        #expect(text(await iterator.next()) == "three\n")
        // Written before anybody asked, and after: the end comes behind the last line.
        logs.write("four")
        logs.endRun()
        logs.beginRun()
        logs.write("of another run")
        #expect(text(await iterator.next()) == "four\n")
        #expect(await iterator.next() == nil)
    }

    @Test("following a container that has ended ends after what it wrote")
    func followEnded() async {
        let logs = logs("one")
        logs.endRun()
        var all = ""
        for await bytes in logs.follow(query { _ in }) { all += text(bytes) ?? "" }
        #expect(all == "one\n")
    }

    @Test("following ends when so many bytes were given")
    func followLimited() async {
        let logs = logs("one")
        var iterator = logs.follow(query { $0.limitBytes = 6 }).makeAsyncIterator()
        #expect(text(await iterator.next()) == "one\n")
        logs.write("two")
        #expect(text(await iterator.next()) == "tw")
        #expect(await iterator.next() == nil)
    }

    @Test("a follower that goes away is forgotten, waiting or not")
    func followerGone() async {
        let logs = logs()
        let reader = Task {
            for await _ in logs.follow(ContainerLogs.Query()) {}
        }
        while logs.followers == 0 { await Task.yield() }
        reader.cancel()
        await reader.value
        for _ in 0..<1_000_000 where logs.followers > 0 { await Task.yield() }
        #expect(logs.followers == 0)
    }

    @Test("no line is lost or repeated, however writer and readers interleave")
    func nothingLost() async {
        let logs = ContainerLogs()
        logs.beginRun()
        let count = 2000
        await withTaskGroup(of: [String].self) { group in
            for _ in 0..<4 {
                group.addTask {
                    var text = ""
                    for await bytes in logs.follow(ContainerLogs.Query()) {
                        text += String(decoding: bytes, as: UTF8.self)
                    }
                    return text.split(separator: "\n").map(String.init)
                }
            }
            for number in 0..<count {
                logs.write("\(number)")
                if number % 97 == 0 { await Task.yield() }
            }
            logs.endRun()
            for await lines in group { #expect(lines == (0..<count).map(String.init)) }
        }
    }
}
