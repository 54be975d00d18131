import Diagnosis
import Testing

/// How words of a command are quoted.
@Suite struct ShellCommandTests {
    @Test(arguments: [
        ("web", "web"), ("", "''"), ("a b", "'a b'"), ("it's", "'it'\\''s'"), ("$(x)", "'$(x)'"), ("~", "'~'"),
        ("*", "'*'"), ("a=b", "a=b"), ("a=b c", "a='b c'"), ("a b=c", "'a b=c'"), ("=ls", "'=ls'"), ("-x", "-x"),
        ("ü", "'ü'"), ("a\nb", #""$(printf 'a\012b')""#), ("50%\u{1B}'\\", #""$(printf '50%%\033\047\134')""#),
        ("--as=a\nb", #"--as="$(printf 'a\012b')""#), ("-x\n", #""$(printf '\055x\012')""#),
        ("!a\n", #""$(printf '\041a\012')""#), ("!a", "'!a'"),
        ("a\u{202E}b", #""$(printf 'a\342\200\256b')""#),
    ])
    func aWordIsQuotedWhenItHasToBe(word: String, text: String) {
        #expect(ShellCommand("program -n \(word)").text == "program -n \(text)")
    }

    @Test func literalsAreQuotedAsWell() {
        #expect(ShellCommand("get --raw /readyz?verbose {.a}").text == "get --raw '/readyz?verbose' '{.a}'")
        #expect(ShellCommand("a | b").text == "a '|' b")
    }

    @Test func whatIsWrittenTogetherIsOneWord() {
        let (name, number) = ("a b", 80)
        #expect(ShellCommand("scale deploy/\(name):\(number) --x").text == "scale 'deploy/a b:80' --x")
        let rest: ShellWords = "--y \(name)"
        #expect(ShellCommand("x \(words: rest) \(words: "") end").text == "x --y 'a b' end")
        #expect(ShellCommand("patch -p \(json: ["a": "it's\n"])").text == #"patch -p '{"a":"it'\''s\n"}'"#)
    }

    @Test func variablesAndOutputStayOutsideOfQuotes() {
        let inner = ShellCommand("date -u")
        #expect(
            ShellCommand(
                "a --set x=\(.variable("NAME", "a name")) \(.variable("NAME", "a name", prefix: "t-")) \(.output(of: inner))"
            ).text
                == #"a --set x="${NAME:?set it to a name}" t-"${NAME:?set it to a name}" "$(date -u)""#)
    }

    @Test func anOptionIsLeftOutWithoutAValue() {
        let (none, some): (String?, String?) = (nil, "it's")
        #expect(ShellCommand("a \(option: "-n", none) b \(option: "-n", some)").text == #"a b -n 'it'\''s'"#)
        #expect(ShellCommand("a \(options: "-g", ["-x", "y"]) b").text == "a -g -x -g y b")
    }

    @Test func aNameIsNeverAnOption() {
        let name = "--all"
        #expect(
            ShellCommand("kubectl -n \(name) delete service \(name)").text == "kubectl -n --all delete service/--all")
        #expect(ShellCommand("kubectl describe deploy/\(name)").text == "kubectl describe deploy/--all")
    }

    @Test func commandsAreCombined() {
        let (first, second) = (ShellCommand("a b"), ShellCommand("c"))
        #expect(first.piped(into: second).text == "a b | c")
        #expect(first.piped(into: second, onNewLine: true).text == "a b \\\n  | c")
        #expect(first.then(second).text == "a b\nc")
        #expect(first.followed(by: second).text == "a b; c")
        #expect(first.writing(to: "a file").text == "a b > 'a file'")
        #expect(first.withoutInput.text == "a b </dev/null")
    }

    @Test func aValueOfHelmHasNoSyntax() {
        let value = HelmValue("acme,kubelb.image=evil,{a}\\")
        #expect(
            ShellCommand("helm --set name=\(value.word)").text == #"helm --set name='acme\,kubelb.image=evil\,\{a\}\\'"#
        )
    }
}
