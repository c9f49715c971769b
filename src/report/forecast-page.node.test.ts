import { beforeAll, describe, expect, it } from "vitest";
import { readable, structureOf } from "../../test/page-structure.ts";
import { type Forecast, forecastSeries } from "../forecast/index.ts";
import { createRandom, normal } from "../math/index.ts";
import { forecastPage } from "./forecast-page.node.ts";

let forecast: Forecast;
beforeAll(async () => {
  const random = createRandom(3);
  const values = Float32Array.from(
    { length: 160 },
    (_, t) => 9 + 2 * Math.sin((2 * Math.PI * t) / 7) + 0.2 * normal(random),
  );
  const step = { unit: "millisecond", count: 86_400_000 } as const;
  const column = { name: "load", values, filled: 0, remarks: [], start: Date.UTC(2020, 0, 1), step };
  forecast = await forecastSeries(column, { horizon: 5 });
});

/** The page where every name is `text`. */
function saying(text: string): string {
  return forecastPage({
    fileName: text,
    forecasts: [{ ...forecast, column: { ...forecast.column, name: text } }],
  });
}

describe("forecastPage", () => {
  it("is well formed, and has one structure whatever names say", () => {
    const plain = structureOf(saying("text"));
    for (const nasty of ["<script>", '" onload="x', "</svg>&amp;", "-->]]>"]) {
      expect(structureOf(saying(nasty))).toEqual(plain);
      expect(saying(nasty)).not.toMatch(/<script/i);
    }
  });

  it("needs nothing but itself, and has every id once", () => {
    const page = forecastPage({ fileName: "load.csv", forecasts: [forecast, forecast] });
    expect(page).not.toMatch(/https?:|\burl\(|@import/);
    const ids = [...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, list] of page.matchAll(/aria-labelledby="([^"]*)"/g)) {
      for (const id of list.split(" ")) expect(ids).toContain(id);
    }
  });

  it("says what is forecast, who does how well, and what was remembered", () => {
    const text = readable(forecastPage({ fileName: "load.csv", forecasts: [forecast] }));
    expect(text).toContain("The next 5 steps of load");
    expect(text).toMatch(/below the seasonal naive forecast’s/);
    for (const { name, settings } of forecast.tried) {
      expect(text).toContain(name);
      expect(text).toContain(settings);
    }
    expect(text).toContain("2020-06-09");
    expect(text).toContain("What is remembered");
  });
});
