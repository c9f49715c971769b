import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { views } from "../../lab/src/address/place.ts";
import { toPng } from "../../src/data/index.node.ts";
import { drawScene } from "../../src/data/index.ts";
import { createRandom } from "../../src/math/index.ts";
import { axeFaults, type LabPage, openLab } from "./lab-page.ts";

const chromium = inject("chromium");
const skipped = "reason" in chromium ? ` (skipped: ${chromium.reason})` : "";

/** As long as a busy machine may take for what takes a second. */
const PATIENCE = { timeout: 60_000 };

describe.skipIf(skipped !== "")(`the page in Chromium${skipped}`, PATIENCE, () => {
  let lab: LabPage;
  beforeAll(async () => {
    if ("executablePath" in chromium) lab = await openLab(chromium);
    lab.page.setDefaultTimeout(PATIENCE.timeout);
    await lab.goto("");
    await answer("Recalled");
  }, PATIENCE.timeout);
  afterAll(() => lab?.close());

  const said = (): ReturnType<typeof lab.page.locator> => lab.page.getByRole("region", { name: "3 Answer" });
  const hash = (): string => new URL(lab.page.url()).hash;
  const named = (name: string): Promise<void> =>
    said().getByRole("heading", { level: 3, name, exact: true }).waitFor();
  const answer = (badge: string): Promise<void> => said().getByText(badge, { exact: true }).waitFor();

  it("shows at first sight how half a picture brings back the whole", async () => {
    expect(await said().getByRole("heading", { level: 3 }).first().textContent()).toBe("scene 7");
    expect(await said().textContent()).toContain("That is the one.");
    expect(await lab.page.getByRole("img", { name: "The answer: scene 7" }).isVisible()).toBe(true);
    expect(await lab.page.getByText(/^Settled after \d+ steps$/).isVisible()).toBe(true);
  });

  it("loads less than 200 kB, compressed, until then", () => {
    const sizes = lab.server.asked.map(({ gzipped }) => gzipped);
    const total = sizes.reduce((sum, size) => sum + size, 0);
    process.stdout.write(`first load: ${(total / 1000).toFixed(0)} kB gzip in ${sizes.length} files\n`);
    expect(sizes.every((size) => size > 0)).toBe(true);
    expect(total).toBeLessThan(200_000);
  });

  it("says of a stranger that it isn't here", async () => {
    await lab.page.getByText("A stranger", { exact: true }).click();
    await lab.page.getByText("The picture has changed: press Recall.").waitFor();
    await lab.page.getByRole("button", { name: "Recall" }).click();
    await answer("Not here");
    expect(hash()).toBe("#recall?ask=stranger:1");
    expect(await said().textContent()).toContain("Right: it never saw this one.");
  });

  it("goes back over what was set, and answers again", async () => {
    await lab.page.goBack();
    await answer("Recalled");
    expect(hash()).toBe("");
    await lab.page.getByRole("radio", { name: "top half" }).check({ force: true });
    await expect.poll(hash).toBe("#recall?damage=half:top");
    await lab.page.goBack();
    await expect.poll(() => lab.page.getByRole("radio", { name: "left half" }).isChecked()).toBe(true);
  });

  it("names both pictures of a blend", async () => {
    await lab.goto("#recall?damage=&ask=mix:20,0.5");
    await lab.page.getByRole("button", { name: "Even" }).click();
    await expect.poll(hash).not.toContain("mix:20,0.5");
    await lab.page.getByRole("button", { name: "Recall" }).click();
    await answer("A blend");
    const heading = await said().getByRole("heading", { level: 3 }).first().textContent();
    expect(heading?.split(" and ").sort()).toEqual(["scene 20", "scene 7"]);
  });

  it("is damaged by keyboard, and the address brings that back", async () => {
    await lab.goto("#recall");
    await lab.page.getByRole("application", { name: "Damage scene 7 by hand" }).focus();
    await lab.page.keyboard.press("ArrowRight");
    await lab.page.keyboard.press("Space");
    await lab.page.keyboard.press("Shift+ArrowDown");
    await expect.poll(hash).toBe("#recall?damage=half:left~brush:40:jIA~brush:40:jICMjA");
    const drawn = await cuePixels();
    await lab.page.reload();
    await named("scene 7");
    expect(await cuePixels()).toEqual(drawn);
    expect(drawn.length).toBeGreaterThan(1000);
  });

  it("remembers pictures of one's own, which it sends nowhere", async () => {
    await lab.goto("#recall");
    await named("scene 7");
    const before = lab.server.asked.length;
    const pictures = Array.from({ length: 8 }, (_, i) => toPng(drawScene(createRandom(i + 100), 48, 40)));
    const mine = (await Promise.all(pictures)).map((bytes, i) => fileOf(`mine ${i}.png`, bytes));
    const files = [...mine, fileOf("broken.png", new Uint8Array([1, 2, 3]))];
    await lab.page.locator("input[type=file][multiple]").setInputFiles(files);
    await lab.page.getByRole("heading", { name: "Your 8 pictures" }).waitFor();
    expect(await lab.page.getByRole("alert").textContent()).toBe("broken.png can’t be read as a picture.");
    await named("mine 6.png");
    expect(hash()).toBe("#recall?pictures=own");
    expect(lab.server.asked.length).toBe(before);
    await lab.page.getByRole("link", { name: "By text" }).click();
    await lab.page.getByRole("textbox", { name: "mine 6.png is kept with" }).waitFor();
    expect(await lab.page.getByRole("combobox", { name: "A caption" }).inputValue()).toBe("mine 6");
    await lab.page.getByRole("heading", { level: 3, name: "mine 6.png", exact: true }).waitFor();
  });

  it("leaves no error behind", () => expect(lab.errors).toEqual([]));

  /** The damaged picture's bytes. */
  function cuePixels(): Promise<string> {
    return lab.page.locator(".pad canvas").evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
  }
});

function fileOf(name: string, bytes: Uint8Array): { name: string; mimeType: string; buffer: Buffer } {
  return { name, mimeType: "image/png", buffer: Buffer.from(bytes) };
}

/** What says that a view has computed all that it shows. */
const SETTLED: Readonly<Record<(typeof views)[number], string | RegExp>> = {
  recall: /^(Recalled|Best match)$/,
  text: /^Settled after/,
  models: /^Settled after/,
  landscape: /^It comes to rest/,
  capacity: /^Done\./,
  separation: "Learn again",
};

describe.skipIf(skipped !== "")(`the page's views, with threads${skipped}`, PATIENCE, () => {
  let lab: LabPage;
  beforeAll(async () => {
    if ("executablePath" in chromium) lab = await openLab(chromium, { isolated: true });
    lab.page.setDefaultTimeout(PATIENCE.timeout);
    await lab.goto("");
  }, PATIENCE.timeout);
  afterAll(() => lab?.close());

  describe.each(views)("%s", (view) => {
    beforeAll(async () => {
      await lab.page
        .getByRole("navigation")
        .getByRole("link", { name: new RegExp(view, "i") })
        .click();
      await lab.page.getByText(SETTLED[view]).first().waitFor();
    }, PATIENCE.timeout);

    it.each(["light", "dark"] as const)("is without fault to axe, %s", async (colorScheme) => {
      await lab.page.emulateMedia({ colorScheme });
      expect(await axeFaults(lab.page)).toEqual([]);
    });

    it("needs no sideways scrolling on a phone", async () => {
      await lab.page.setViewportSize({ width: 360, height: 740 });
      expect(await lab.page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(360);
      await lab.page.setViewportSize({ width: 1280, height: 900 });
    });
  });

  it("shows the models of a link", async () => {
    await lab.goto("#models?damage=noise:0.3&models=sparse,beta:30;top-k,beta:2,k:3");
    await lab.page
      .getByText(/^Settled after/)
      .nth(1)
      .waitFor();
    const chosen = lab.page.getByRole("combobox");
    expect(await chosen.evaluateAll((all) => all.map((one) => (one as HTMLSelectElement).value))).toEqual([
      "sparse",
      "top-k",
    ]);
    const cards = await lab.page.locator(".card .words").allTextContents();
    expect(cards[0]).toContain("closest to scene 7, cosine 1.000");
    expect(cards[1]).toContain("mixing 3 memories");
  });

  it("recalls by a caption, step by step, and names the nearest of another text", async () => {
    const hash = (): string => new URL(lab.page.url()).hash;
    const answer = lab.page.getByRole("region", { name: "The answer" });
    await lab.goto("#text?item=12");
    await answer.getByRole("heading", { name: "scene 12", exact: true }).waitFor();
    const asked = lab.page.getByRole("combobox", { name: "A caption" });
    const caption = await asked.inputValue();
    expect(caption).toMatch(/^Postcard from \w+, [a-z ]+ above [a-z ]+$/);
    expect(await lab.page.locator(".way li b").allTextContents()).toEqual(["t = 0", "t = 1", "t = 2"]);

    await asked.fill(`${caption} again`);
    await answer.getByText("Not in this memory", { exact: true }).waitFor();
    await expect
      .poll(hash)
      .toBe(`#text?item=12&text=${encodeURIComponent(`${caption} again`).replaceAll("%2C", ",")}`);
    await answer.getByRole("button", { name: caption, exact: true }).click();
    await answer.getByRole("heading", { name: "scene 12", exact: true }).waitFor();

    await lab.goto("#text?captions=3:a%20wet%20dog&text=A%20wet%20dog.");
    await answer.getByRole("heading", { name: "scene 3", exact: true }).waitFor();
    await lab.goto("#text?tbeta=4&tsep=softmax");
    await answer.getByText("A blend", { exact: true }).waitFor();
  });

  it("keeps a caption that was changed", async () => {
    await lab.goto("#text?item=5");
    await lab.page.getByRole("textbox", { name: "scene 5 is kept with" }).fill("two trees");
    await lab.page.keyboard.press("Enter");
    await expect.poll(() => new URL(lab.page.url()).hash).toBe("#text?captions=5:two%20trees&item=5");
    expect(await lab.page.getByRole("combobox", { name: "A caption" }).inputValue()).toBe("two trees");
  });

  it("rolls a state that is moved by keyboard into a memory", async () => {
    await lab.goto("#landscape?lbeta=40&at=-0.7,-0.3");
    await lab.page.getByText(/^It comes to rest in memory 1,/).waitFor();
    await lab.page.getByRole("application").focus();
    for (let i = 0; i < 12; i++) await lab.page.keyboard.press("ArrowRight");
    await lab.page.getByText(/^It comes to rest in memory 2,/).waitFor();
    await lab.page.goBack();
    expect(new URL(lab.page.url()).hash).toMatch(/^#landscape\?at=0\.\d+,-0\.3&lbeta=40$/);
  });

  it("shows what learning does: more pictures come back", async () => {
    await lab.goto("#separation?pictures-separated=20&iterations=30");
    await lab.page.getByRole("button", { name: "Learn again" }).waitFor();
    const counts = await lab.page.locator(".result b").allTextContents();
    expect(counts).toEqual(["0 of 20", "20 of 20"]);
  });

  it("leaves no error behind", () => expect(lab.errors).toEqual([]));
});
