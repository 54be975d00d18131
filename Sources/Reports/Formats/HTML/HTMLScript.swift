/// What a page does beside showing itself: buttons that copy commands, and a filter above tables. Without scripts there are none,
/// and the text is there all the same.
enum HTMLScript {
    /// Of the script below, so that a browser runs that one alone; scripts/test-documents.sh compares them.
    static let hash = "sha256-IZbeXycVH9wdBgV1ilv18pP5dnkhIBM5CPtdHFP/e98="

    static let text = """

        for (const block of document.querySelectorAll("pre.command")) {
          const button = document.createElement("button");
          button.type = "button";
          button.className = "copy";
          button.textContent = "Copy";
          button.addEventListener("click", async () => {
            const code = block.querySelector("code");
            try {
              await navigator.clipboard.writeText(code.textContent);
              button.textContent = "Copied";
            } catch {
              getSelection().selectAllChildren(code);
              button.textContent = "Selected";
            }
            setTimeout(() => { button.textContent = "Copy"; }, 2000);
          });
          block.before(button);
        }

        for (const section of document.querySelectorAll("section.resources")) {
          const rows = [...section.querySelectorAll("tbody")];
          if (rows.length < 2) continue;
          const bar = document.createElement("div");
          bar.className = "filter";
          const search = document.createElement("input");
          search.type = "search";
          search.placeholder = "Name, address or code";
          search.setAttribute("aria-label", "Search");
          const states = document.createElement("select");
          states.setAttribute("aria-label", "State");
          states.add(new Option(`All states (${rows.length})`, ""));
          for (const state of new Set(rows.map((row) => row.dataset.health))) {
            const count = rows.filter((row) => row.dataset.health === state).length;
            states.add(new Option(`${state} (${count})`, state));
          }
          const found = document.createElement("output");
          const filter = () => {
            const text = search.value.trim().toLowerCase();
            let count = 0;
            for (const row of rows) {
              const fits = (!states.value || row.dataset.health === states.value)
                && row.rows[0].textContent.toLowerCase().includes(text);
              row.hidden = !fits;
              count += fits;
            }
            found.textContent = `${count} of ${rows.length}`;
          };
          search.addEventListener("input", filter);
          states.addEventListener("change", filter);
          filter();
          bar.append(search, states, found);
          section.querySelector(".card").prepend(bar);
        }


        """
}
